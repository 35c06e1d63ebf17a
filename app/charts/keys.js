// Whose a key, or a file that is dropped, is. On a page of Vitrine's own it is meant for that page, wherever it
// arrives. In a notebook it is meant for the widget in which it arrives, and for no other.
const outermost = (node) => {
  let found = null;
  const widget = (element) => element && element.closest('.vt-widget');
  for (let at = widget(node); at; at = widget(at.parentElement)) found = at;
  return found || node;
};
const isMeantFor = (node, event) => (
  document.querySelector('.vt-app') !== null || outermost(node).contains(event.target)
);
// Where a key leads, [columns, rows]; nothing for a key that is no arrow.
const arrow = (event) => ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key]);
// The place of a list to which a key leads from the place `at` of `count`: arrows along the axis, 0 sideways and 1
// down, Home and End to its ends; -1 where it leads nowhere. In a ring the last place is followed by the first.
const ledTo = (event, at, count, axis = 1, ring = false) => {
  const along = (arrow(event) || [0, 0])[axis];
  const to = along ? at + along : { Home: 0, End: count - 1 }[event.key];
  if (to === undefined || !count) return -1;
  event.preventDefault();
  if (ring) return (to + count) % count;
  return to < count ? Math.max(to, -1) : -1;
};
// Browsers click a button for Enter alone, or with Shift: with Ctrl, Cmd or Alt it means what such a click means.
const clickWithKeys = (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey || event.altKey)) return;
  const button = event.target instanceof Element && event.target.closest('button[aria-pressed]');
  if (!button || !button.closest('.vt-app, .vt-widget')) return;
  event.preventDefault();
  const { ctrlKey, metaKey, altKey, shiftKey } = event;
  const held = { ctrlKey, metaKey, altKey, shiftKey };
  button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...held }));
};
// On a touch screen no key can be held: what a tap means there is chosen beside the filters (summary.vue).
const TAPS = { adds: { ctrlKey: true }, 'leaves out': { altKey: true } };
const tapAsChosen = (event) => {
  const held = TAPS[window.vitrineTap], { target } = event;
  if (!held || !event.isTrusted || !(target instanceof Element)) return;
  const element = target.closest('button[aria-pressed], .vt-heat-name, .slice');
  if (!element || !element.closest('.vt-app, .vt-widget')) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...held }));
};
const widgetOf = ({ target }) => (
  target instanceof Element && !target.closest('.vt-app') ? target.closest('.vt-widget') : null
);
const heed = (event) => {
  if (event.type === 'keydown') clickWithKeys(event);
  const widget = widgetOf(event);
  if (!widget) return;
  // A click between its parts gives a widget the focus, which else were the cell's, and the keys with it.
  if (event.type === 'pointerdown') outermost(widget).tabIndex = -1;
  // JupyterLab takes plain keys for its own, anywhere outside an editor: "d" "d" on a button would delete the cell.
  // What has Ctrl or Cmd stays with Lab, such as saving.
  else event.target.toggleAttribute('data-lm-suppress-shortcuts', !event.ctrlKey && !event.metaKey);
};
if (!window.vitrineHeeds) {
  window.vitrineHeeds = heed;
  ['pointerdown', 'keydown'].forEach((kind) => window.addEventListener(kind, heed, true));
  window.addEventListener('click', tapAsChosen, true);
}
