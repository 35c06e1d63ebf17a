// Where the pointer is, told to the chart below it (`vt-pointed`, styled in card.vue), whose words then stand beside
// it and not in its corner. Without a pointer, as by keyboard, the corner is their place. Their room is the chart's:
// near its right end they stand left of the pointer, at its top below.
const ROOM_ABOVE = 36; // px that a line of words takes with its distance from the pointer
const besidePointer = ({ target, clientX, clientY }) => {
  const chart = target instanceof Element && target.closest('.vt-pointed');
  if (!chart) return;
  const { left, top, width } = chart.getBoundingClientRect();
  const x = clientX - left, y = clientY - top;
  chart.style.setProperty('--at-x', `${x}px`);
  chart.style.setProperty('--at-y', `${y}px`);
  chart.style.setProperty('--beside', `${(-100 * Math.min(1, Math.max(0, x / width))).toFixed(1)}%`);
  chart.dataset.pointer = y < ROOM_ABOVE ? 'below' : 'above';
};
const inTheCorner = ({ target }) => {
  const chart = target instanceof Element && target.closest('.vt-pointed');
  if (chart) delete chart.dataset.pointer;
};
if (!window.vitrinePoints) {
  window.vitrinePoints = true;
  ['pointermove', 'pointerdown'].forEach((kind) => window.addEventListener(kind, besidePointer, true));
  window.addEventListener('keydown', inTheCorner, true);
}
