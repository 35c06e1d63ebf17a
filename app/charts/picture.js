// A card as a drawing of shapes and words, which any program that knows SVG opens: what a browser has laid out is
// read off box by box and line by line. What scrolls is laid out in full before. And the note that a saved picture
// (SVG and PNG) carries at its foot: of what it is, and from when.
const NOTE_LINE = 16; // px that a line of the note is high
const SHAPE_STYLE = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'opacity',
  'visibility', 'display', 'clip-path'];
const TEXT_STYLE = ['font-family', 'font-size', 'font-weight', 'text-anchor', 'dominant-baseline'];

// What the nearest summary says: the data, how much of them is selected, by which filters; and the day.
const noteOf = (card) => {
  let home = card.parentElement;
  while (home && !home.querySelector('.vt-summary')) {
    if (home.matches('.vt-widget') && !home.parentElement.closest('.vt-widget')) return '';
    home = home.parentElement;
  }
  if (!home) return '';
  const summary = home.querySelector('.vt-summary');
  const text = (node) => (node ? node.textContent.replace(/\s+/g, ' ').trim() : '');
  const chips = [...summary.querySelectorAll('.vt-chip-words')].map(text).join('; ');
  const now = new Date(), today = inDate(now / 1000 - 60 * now.getTimezoneOffset());
  const selected = summary.querySelector('.vt-summary-text') || home.querySelector('.vt-summary-text');
  return [summary.dataset.about, text(selected), chips, `saved ${today}`]
    .filter(Boolean).join(' · ');
};

// The lines of a note within a width; a word that is longer than a line is broken.
const noteLines = (note, width, pen) => {
  const lines = note ? [''] : [];
  note.split(' ').flatMap((word) => word.match(/.{1,40}/gu) || []).forEach((word) => {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (pen.measureText(longer).width > width && lines[lines.length - 1]) lines.push(word);
    else lines[lines.length - 1] = longer;
  });
  return lines;
};

// XML allows no other control characters than tabs and ends of lines, nor halves of pairs, U+FFFE and U+FFFF: a log may
// hold them, and a picture that does cannot be opened (XML 1.0, section 2.2).
const wellFormed = (text) => text.replace(/(?![\t\n\r])\p{Cc}|[\p{Cs}\uFFFE\uFFFF]/gu, ' ');

const inMarkup = (text) => wellFormed(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// The card as SVG text, the lines of a note below it. `hidden` tells what is not part of a picture.
const drawingOf = (card, lines, hidden) => {
  const frame = card.getBoundingClientRect();
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 })
    .getContext('2d', { willReadFrequently: true });
  const parts = [], seen = new Map();
  let ids = 0;
  const r = (x) => Math.round(x * 100) / 100;
  // Any colour that a style has, as every program knows it: #rrggbb and how opaque it is.
  const colour = (style) => {
    if (!seen.has(style)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = style;
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
      seen.set(style, [`#${[red, green, blue].map((n) => n.toString(16).padStart(2, '0')).join('')}`, r(alpha / 255)]);
    }
    return seen.get(style);
  };
  const place = (box) => `x="${r(box.left - frame.left)}" y="${r(box.top - frame.top)}" ` +
    `width="${r(box.width)}" height="${r(box.height)}"`;
  const fill = ([paint, alpha]) => `fill="${paint}"${alpha < 1 ? ` fill-opacity="${alpha}"` : ''}`;
  const write = (text, left, baseline, width, style) => {
    const shown = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
    const length = shown.length > 1 ? ` textLength="${r(width)}" lengthAdjust="spacingAndGlyphs"` : '';
    parts.push(`<text x="${r(left - frame.left)}" y="${r(baseline - frame.top)}" ${fill(colour(style.color))} ` +
      `font-family="${inMarkup(style.fontFamily)}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" ` +
      `font-style="${style.fontStyle}"${length}>${inMarkup(shown)}</text>`);
  };
  const baselineIn = (top, height, style) => {
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = pen.measureText('x');
    return top + (height * up) / (up + down);
  };
  const words = (node) => {
    const style = getComputedStyle(node.parentElement);
    const outer = node.parentElement.getBoundingClientRect();
    const ends = style.textOverflow === 'ellipsis' ? outer.right - parseFloat(style.paddingRight) + 0.5 : Infinity;
    const range = document.createRange();
    let line = null, at = 0;
    const flush = () => {
      if (!line || !line.text.trim()) return;
      const text = line.text.trimEnd() + (line.cut ? '…' : '');
      write(text, line.left, baselineIn(line.top, line.height, style), line.right - line.left, style);
    };
    for (const sign of node.textContent) {
      range.setStart(node, at);
      range.setEnd(node, at += sign.length);
      const box = range.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      if (!line || Math.abs(box.top - line.top) > 2) {
        flush();
        line = null;
        // A space between two phrases would be lost at the start of a text.
        if (!sign.trim()) continue;
        line = { text: '', left: box.left, right: box.left, top: box.top, height: box.height, cut: false };
      }
      if (line.cut) continue;
      if (box.right > ends) { line.cut = true; continue; }
      line.text += sign === '\n' ? ' ' : sign;
      if (sign.trim()) line.right = Math.max(line.right, box.right);
    }
    flush();
  };
  const ground = (node, style, box) => {
    const radius = style.borderTopLeftRadius;
    const rx = radius.endsWith('%') ? (parseFloat(radius) / 100) * box.width : parseFloat(radius) || 0;
    const round = rx ? ` rx="${r(Math.min(rx, box.width / 2, box.height / 2))}"` : '';
    const flat = colour(style.backgroundColor);
    if (flat[1]) parts.push(`<rect ${place(box)}${round} ${fill(flat)}/>`);
    if (style.backgroundImage.startsWith('linear-gradient')) {
      const stops = style.backgroundImage.match(/(rgba?|color|oklab|oklch)\([^()]*\)/g) || [];
      const id = `gradient-${ids += 1}`;
      const marks = stops.map((stop, i) => {
        const [paint, alpha] = colour(stop);
        return `<stop offset="${r(i / Math.max(stops.length - 1, 1))}" stop-color="${paint}" stop-opacity="${alpha}"/>`;
      });
      if (stops.length > 1) {
        parts.push(`<linearGradient id="${id}">${marks.join('')}</linearGradient>` +
          `<rect ${place(box)}${round} fill="url(#${id})"/>`);
      }
    }
    const sides = ['Top', 'Right', 'Bottom', 'Left'].map((side) => [
      parseFloat(style[`border${side}Width`]),
      style[`border${side}Style`] === 'none' ? ['', 0] : colour(style[`border${side}Color`]),
    ]);
    const [thick, [paint, alpha]] = sides[0];
    if (sides.every(([width, [own, shown]]) => width === thick && own === paint && shown === alpha)) {
      if (thick && alpha) {
        const half = thick / 2, width = box.width - thick, height = box.height - thick;
        const inner = { left: box.left + half, top: box.top + half, width, height };
        parts.push(`<rect ${place(inner)}${round} fill="none" stroke="${paint}" stroke-opacity="${alpha}" ` +
          `stroke-width="${thick}"/>`);
      }
      return;
    }
    const [top, right, bottom, left] = sides.map(([width]) => width);
    [
      { left: box.left, top: box.top, width: box.width, height: top },
      { left: box.right - right, top: box.top, width: right, height: box.height },
      { left: box.left, top: box.bottom - bottom, width: box.width, height: bottom },
      { left: box.left, top: box.top, width: left, height: box.height },
    ].forEach((strip, i) => {
      if (sides[i][0] && sides[i][1][1]) parts.push(`<rect ${place(strip)} ${fill(sides[i][1])}/>`);
    });
  };
  const shapes = (svg, box) => {
    const copy = svg.cloneNode(true);
    const to = [copy, ...copy.querySelectorAll('*')];
    [svg, ...svg.querySelectorAll('*')].forEach((node, i) => {
      const style = getComputedStyle(node);
      const names = /^t(ext|span)$/.test(node.tagName) ? [...SHAPE_STYLE, ...TEXT_STYLE] : SHAPE_STYLE;
      const set = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
      ['fill', 'stroke'].filter((name) => !/^(none|url|context)/.test(set[name])).forEach((name) => {
        const [paint, alpha] = colour(set[name]);
        set[name] = alpha ? paint : 'none';
        set[`${name}-opacity`] = r(alpha * parseFloat(set[`${name}-opacity`]));
      });
      names.filter((name) => set[name] !== '').forEach((name) => {
        to[i].setAttribute(name, String(set[name]).replace(/url\(["']?[^#)]*(#[^"')]*)["']?\)/g, 'url($1)'));
      });
      ['style', 'class'].forEach((name) => to[i].removeAttribute(name));
    });
    copy.querySelectorAll('style, script, foreignObject').forEach((node) => node.remove());
    [['x', box.left - frame.left], ['y', box.top - frame.top], ['width', box.width], ['height', box.height]]
      .forEach(([name, value]) => copy.setAttribute(name, r(value)));
    copy.setAttribute('overflow', 'visible');
    parts.push(wellFormed(new XMLSerializer().serializeToString(copy)));
  };
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) { if (node.textContent.trim()) words(node); return; }
    if (node.nodeType !== Node.ELEMENT_NODE || hidden(node)) return;
    const style = getComputedStyle(node);
    if (style.display === 'none' || style.visibility === 'hidden' || !Number(style.opacity)) return;
    const box = node.getBoundingClientRect();
    if (node.tagName === 'svg') { shapes(node, box); return; }
    if (node.tagName === 'CANVAS') { parts.push(`<image ${place(box)} href="${node.toDataURL()}"/>`); return; }
    const over = node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1;
    const clips = over && style.overflowX !== 'visible', id = `clip-${ids += 1}`;
    if (clips) parts.push(`<clipPath id="${id}"><rect ${place(box)}/></clipPath>`);
    const faint = Number(style.opacity) < 1 ? ` opacity="${style.opacity}"` : '';
    parts.push(`<g${clips ? ` clip-path="url(#${id})"` : ''}${faint}>`);
    ground(node, style, box);
    const typed = /^(INPUT|TEXTAREA)$/.test(node.tagName) && !/^(checkbox|radio|range|color)$/.test(node.type);
    const choice = node.tagName === 'SELECT' && node.selectedOptions[0];
    const chosen = choice ? choice.text : typed && node.value;
    if (chosen) {
      const high = parseFloat(style.fontSize) * 1.2, left = box.left + parseFloat(style.paddingLeft);
      const baseline = baselineIn(box.top + (box.height - high) / 2, high, style);
      write(chosen, left, baseline, pen.measureText(chosen).width, style);
    } else if (node.tagName !== 'SELECT') node.childNodes.forEach(visit);
    parts.push('</g>');
  };
  visit(card);
  const style = getComputedStyle(card);
  const height = frame.height + (lines.length ? lines.length * NOTE_LINE + 8 : 0);
  const back = fill(colour(style.backgroundColor));
  const muted = fill(colour(style.getPropertyValue('--v-muted').trim() || style.color));
  const note = lines.map((line, i) => `<text x="16" y="${r(frame.height + (i + 1) * NOTE_LINE)}" ${muted} ` +
    `font-family="${inMarkup(style.fontFamily)}" font-size="11px">${inMarkup(line)}</text>`);
  const behind = `y="${r(frame.height - 12)}" width="100%" height="${r(height - frame.height + 12)}"`;
  const strip = lines.length ? `<rect ${behind} ${back}/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${r(frame.width)}" height="${r(height)}" ` +
    `viewBox="0 0 ${r(frame.width)} ${r(height)}">` +
    `${strip}${parts.join('')}${note.join('')}</svg>`;
};

// Lays out in full what scrolls, and returns how to undo that: no frame is drawn between, nobody sees it.
const unrolled = (card) => {
  const size = card.getBoundingClientRect(), place = [window.scrollX, window.scrollY], undo = [];
  const boxes = [...card.querySelectorAll('*')].filter((node) => {
    const { overflowX, overflowY } = getComputedStyle(node);
    return /auto|scroll/.test(overflowX + overflowY) && !/^(INPUT|SELECT|TEXTAREA)$/.test(node.tagName);
  });
  const lacking = Math.max(0, ...boxes.map((node) => node.scrollWidth - node.clientWidth));
  const held = new Set([card]);
  boxes.forEach((box) => { for (let node = box; node !== card; node = node.parentElement) held.add(node); });
  held.forEach((node) => undo.push([node, node.getAttribute('style'), node.scrollTop, node.scrollLeft]));
  held.forEach((node) => {
    Object.assign(node.style, { height: 'auto', maxHeight: 'none' });
    if (getComputedStyle(node.parentElement).flexDirection === 'column') node.style.flex = 'none';
  });
  boxes.forEach((box) => {
    Object.assign(box.style, { overflow: 'visible', maskImage: 'none' });
    if (getComputedStyle(box).position === 'absolute') Object.assign(box.style, { position: 'static' });
  });
  Object.assign(card.style, { width: `${size.width + lacking}px`, minHeight: `${size.height}px` });
  return () => {
    undo.forEach(([node, style]) => {
      if (style === null) node.removeAttribute('style'); else node.setAttribute('style', style);
    });
    undo.forEach(([node, , top, left]) => { node.scrollTop = top; node.scrollLeft = left; });
    window.scrollTo(...place);
  };
};

// The card with every computed style written into it, and with what a visitor chose or typed.
const styledCopy = (card) => {
  const copy = card.cloneNode(true);
  const from = [card, ...card.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((node, i) => {
    const style = getComputedStyle(node);
    let text = '';
    for (const name of style) {
      if (name.startsWith('--') || /^(transition|animation)/.test(name)) continue;
      const value = style.getPropertyValue(name);
      text += `${name}:${name.startsWith('overflow') ? value.replace(/auto|scroll/g, 'hidden') : value};`;
    }
    to[i].setAttribute('style', text);
    if (node.tagName === 'CANVAS') {
      const image = document.createElement('img');
      image.src = node.toDataURL();
      image.setAttribute('style', text);
      to[i].replaceWith(image);
    }
    // What a visitor chose or typed is no attribute, so a copy begins anew.
    if (node.tagName === 'OPTION') to[i].toggleAttribute('selected', node.selected);
    if (node.tagName === 'TEXTAREA') to[i].textContent = node.value;
    if (node.tagName === 'INPUT') {
      if (/^(checkbox|radio)$/.test(node.type)) to[i].toggleAttribute('checked', node.checked);
      else to[i].setAttribute('value', node.value);
    }
  });
  return copy;
};
