// Every text below `root` that a person sees, with less contrast than WCAG 2.2 asks for (success criterion 1.4.3):
// 4.5 to 1, 3 to 1 where it is large. Colours are what is painted: those below shine through those above.
(root) => {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const rgba = (colour) => {
    if (!known.has(colour)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((x, i) => a * x + (1 - a) * below[i]);
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((x) => { const s = x / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let seen = 0;
  const faint = [];
  for (const node of root.querySelectorAll('*')) {
    const text = [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.data.trim()).join(' ').trim();
    if (!text || /^(STYLE|SCRIPT|OPTION)$/.test(node.tagName) || node.closest('[disabled], [aria-disabled=true]')) continue;
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const style = getComputedStyle(node), below = ground(node);
    const colour = [...rgba(node instanceof SVGElement ? style.fill : style.color)];
    for (let at = node; at && at !== root; at = at.parentElement) colour[3] *= Number(getComputedStyle(at).opacity);
    const [one, other] = [light(over(colour, below)), light(below)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    seen += 1;
    if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: “${text.slice(0, 40)}” ${style.color} on ${below.map(Math.round)} (${node.tagName}.${node.getAttribute('class') || ''})`);
  }
  return { seen, faint };
}
