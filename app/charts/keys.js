// Whose a key, or a file that is dropped, is. On a page of Vitrine's own it is meant for that page, wherever it
// arrives. In a notebook it is meant for the widget in which it arrives, and for no other.
const outermost = (node) => {
  let found = null;
  for (let at = node.closest('.vt-widget'); at; at = at.parentElement && at.parentElement.closest('.vt-widget')) found = at;
  return found || node;
};
const isMeantFor = (node, event) => document.querySelector('.vt-app') !== null || outermost(node).contains(event.target);
// JupyterLab takes plain keys for its own, anywhere outside an editor: "d" "d" on a button would delete the cell.
// What has Ctrl or Cmd stays with Lab, such as saving.
const spare = (event) => {
  if (!(event.target instanceof Element) || !event.target.closest('.vt-widget')) return;
  event.target.toggleAttribute('data-lm-suppress-shortcuts', !event.ctrlKey && !event.metaKey);
};
if (!window.vitrineSpares) window.addEventListener('keydown', window.vitrineSpares = spare, true);
