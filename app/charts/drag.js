// What a visitor drags stands at once where they drag it, and is told twenty times a second at most, always with the
// last of it. The component clears its `timer` when it goes.
const DRAG_PAUSE = 50; // ms
const tellDragged = (component, value, tell) => {
  component.sent = performance.now();
  component.dragged = value;
  if (component.timer) return;
  tell(value);
  component.timer = setTimeout(() => {
    component.timer = null;
    if (component.dragged !== value) tellDragged(component, component.dragged, tell);
  }, DRAG_PAUSE);
};
// Answers to earlier places must not throw back what is dragged; one that comes so late is news of another hand.
const ANSWERED_BY = 800; // ms
const isAnswered = (component) => performance.now() - component.sent > ANSWERED_BY;
