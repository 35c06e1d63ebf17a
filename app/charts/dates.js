// Dates as a visitor reads them, from seconds since 1970: in English, in the order of the visitor's language, which
// the server writes into the document. The same as app/dates.py.
const DATE_STYLES = {
  dmy: { day: (d, b) => `${d} ${b}`, date: (d, b, y) => `${d} ${b} ${y}`, joint: ' ' },
  mdy: { day: (d, b) => `${b} ${d}`, date: (d, b, y) => `${b} ${d}, ${y}`, joint: ', ' },
  ymd: { day: (d, b) => `${b} ${d}`, date: (d, b, y) => `${y} ${b} ${d}`, joint: ' ' },
};
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dateStyle = () => DATE_STYLES[document.documentElement.dataset.dates] || DATE_STYLES.dmy;
const inDay = (second) => {
  const time = new Date(second * 1000);
  return dateStyle().day(time.getUTCDate(), MONTHS[time.getUTCMonth()]);
};
const inDate = (second) => {
  const time = new Date(second * 1000);
  return dateStyle().date(time.getUTCDate(), MONTHS[time.getUTCMonth()], time.getUTCFullYear());
};
const inClock = (second, exactly = second % 60 !== 0) =>
  new Date(second * 1000).toISOString().replace(/^.*T(..:..)(:..).*$/, exactly ? '$1$2' : '$1');
const inMoment = (second) => `${inDay(second)}${dateStyle().joint}${inClock(second)}`;
