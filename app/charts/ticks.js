// The epochs that an axis of so many pixels tells: round ones, as many as fit, from the `first` up to `last`; `place`
// gives the share of the axis at which one stands.
const EPOCH_WIDTH = 44; // px that an epoch takes with the room around it
const EPOCH_STEPS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000];
const epochTicks = (first, last, width, place) => {
  const most = Math.max(2, Math.floor(width / EPOCH_WIDTH));
  const step = EPOCH_STEPS.find((s) => last / s <= most) || 10000;
  const found = [first];
  for (let epoch = step; epoch <= last; epoch += step) {
    if (epoch > first && place(epoch) * width > 24) found.push(epoch);
  }
  return found;
};
