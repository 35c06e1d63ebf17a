// A number as a visitor reads it: counts with their separators; bytes and seconds in the unit that keeps them short.
// What is not known is a dash. The same as app/charts/units.py.
// Each number of decimals has its format made once: hundreds of numbers change with a click.
const formats = [];
const fixed = (value, places) => {
  formats[places] ||= new Intl.NumberFormat('en', { minimumFractionDigits: places, maximumFractionDigits: places });
  return formats[places].format(value);
};
const inUnit = (x, unit = 'count', digits = 0) => {
  if (x === null) return '–';
  const n = x || 0;
  if (unit === 'bytes') {
    const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
    let at = 0;
    for (let rest = Math.abs(n); rest >= 1024 && at < names.length - 1; rest /= 1024) at += 1;
    const value = n / 1024 ** at;
    return `${fixed(value, at && Math.abs(value) < 100 ? 1 : 0)} ${names[at]}`;
  }
  if (unit === 'share') return `${fixed(100 * n, 1)}%`;
  if (unit === 'seconds') {
    if (n && Math.abs(n) < 0.001) return `${fixed(n * 1e6, 0)} µs`;
    const size = Math.abs(n);
    return size < 1 ? `${fixed(n * 1000, n && size < 0.01 ? 1 : 0)} ms` : `${fixed(n, size < 100 ? 2 : 0)} s`;
  }
  return fixed(n, digits);
};
// The same in full, with what is counted: "2,747,280,000 bytes", "1,204 requests", "0.25 s".
const inFull = (x, unit, noun) => (unit === 'seconds' || unit === 'share' ? inUnit(x, unit) : `${inUnit(x)} ${noun}`);
// What a chart's number is held against, where it is: "; the day before 2,111 (−11%)".
const heldAgainst = ({ then, changes = [], versus, unit }, i) => (then[i] === undefined || then[i] === null ? ''
  : `; ${versus} ${inUnit(then[i], unit)}${changes[i] ? ` (${changes[i]})` : ''}`);
