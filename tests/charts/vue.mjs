// The scripts of .vue files and of keys.js as a test calls them: read from the files, without a browser.
import { readFileSync } from 'node:fs';

const APP = new URL('../../app/', import.meta.url);
const text = (name) => readFileSync(new URL(name, APP), 'utf-8');

export const keys = () => new Function(
  'window', 'document', `${text('charts/keys.js')}\nreturn { arrow, ledTo };`,
)({ addEventListener() {} }, {});

export const numbers = () => new Function(`${text('charts/numbers.js')}\nreturn { inUnit, inFull };`)();

// A page whose visitor reads dates in this order.
const page = (order) => ({ documentElement: { dataset: order ? { dates: order } : {} } });

export const dates = (order) => new Function(
  'document', `${text('charts/dates.js')}\nreturn { inDay, inDate, inClock, inMoment };`,
)(page(order));

export const pictures = () => new Function(`${text('charts/picture.js')}\nreturn { noteLines, inMarkup };`)();

export const folders = () => new Function(
  `${text('charts/folders.js')}\nreturn { filesBelow, folderOf, zipOf };`,
)();

// By the clock of whoever tests it: `wait` takes what is to be done after a pause.
export const drags = (wait) => new Function('setTimeout', `${text('charts/drag.js')}\nreturn { tellDragged };`)(wait);

// A component without its template: its methods and computed values on the state that is given; it may call what
// the scripts below define.
export const component = (name, state, order) => {
  const script = text(name).match(/^<script>\n(.*?)^<\/script>$/ms)[1];
  const names = ['keys', 'drag', 'numbers', 'dates', 'ticks', 'folders', 'picture', 'saving'];
  const shared = names.map((script) => text(`charts/${script}.js`)).join('\n');
  const made = new Function('window', 'document', `${shared}\n${script.replace(/^export default/m, 'return')}`);
  const options = made({ addEventListener() {} }, page(order));
  const self = { ...(options.data ? options.data.call(state) : {}), ...state };
  for (const [key, method] of Object.entries(options.methods || {})) self[key] = method.bind(self);
  for (const [key, get] of Object.entries(options.computed || {})) {
    if (!(key in self)) Object.defineProperty(self, key, { get: () => get.call(self) });
  }
  return self;
};
