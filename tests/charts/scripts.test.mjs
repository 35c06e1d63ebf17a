// The logic in the browser's half of the charts: arrow keys, ticks of time, the sharing out of a series.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { component, dates, drags, keys, numbers, pictures } from './vue.mjs';

const { arrow, ledTo } = keys();
const press = (key) => ({ key, preventDefault() { this.prevented = true; } });

test('an arrow leads one place along its axis, and other keys nowhere', () => {
  assert.deepEqual(arrow(press('ArrowLeft')), [-1, 0]);
  assert.equal(arrow(press('x')), undefined);
  assert.equal(ledTo(press('ArrowDown'), 1, 3), 2);
  assert.equal(ledTo(press('ArrowDown'), 2, 3), -1);
  assert.equal(ledTo(press('ArrowRight'), 1, 3), -1);
  assert.equal(ledTo(press('ArrowRight'), 2, 3, 0, true), 0);
  assert.equal(ledTo(press('ArrowLeft'), 0, 3, 0, true), 2);
  assert.equal(ledTo(press('End'), 0, 3), 2);
  assert.equal(ledTo(press('Home'), 2, 3), 0);
  assert.equal(ledTo(press('Home'), 0, 0), -1);
});

test('only a key that leads somewhere is taken from the page', () => {
  const tab = press('Tab'), down = press('ArrowDown');
  ledTo(tab, 0, 3);
  ledTo(down, 0, 3);
  assert.equal(tab.prevented, undefined);
  assert.equal(down.prevented, true);
});

const DAY = 86400;
const series = (state, order) => component('charts/time_series.vue', {
  dates: false, interval: [], edges: [], parts: [], noun: 'requests', part_noun: 'errors', ...state,
}, order);

test('a day of hours has ticks at whole hours, not more than fit', () => {
  const start = Date.UTC(2021, 1, 15) / 1000;
  const day = series({ values: Array(24).fill(1), bucket: 3600, cuts: [[0, start]] });
  const labels = day.ticks.map((tick) => tick.label);
  assert.deepEqual(labels, ['15 Feb', '03:00', '06:00', '09:00', '12:00', '15:00', '18:00', '21:00']);
  assert.ok(labels.length <= 800 / 80);
  assert.deepEqual(day.ticks.map((tick) => tick.at).slice(0, 3), [0, 12.5, 25]);
});

test('the days of an axis and what the pointer is told come in the order of the visitor', () => {
  const start = Date.UTC(2021, 1, 15) / 1000;
  const say = (order) => {
    const days = series({ values: Array(72).fill(1), bucket: 3600, cuts: [[0, start]] }, order);
    return [days.ticks[0].label, days.clock(25)];
  };
  assert.deepEqual(say('dmy'), ['15 Feb', '16 Feb 01:00']);
  assert.deepEqual(say('mdy'), ['Feb 15', 'Feb 16, 01:00']);
  assert.deepEqual(say('ymd'), ['Feb 15', 'Feb 16 01:00']);
  assert.deepEqual(say(), say('dmy'));
});

test('years have ticks at the first days of years', () => {
  const start = Date.UTC(2000, 0, 1) / 1000;
  const years = series({ values: Array(3650).fill(1), bucket: DAY, cuts: [[0, start]] });
  const labels = years.ticks.map((tick) => tick.label);
  assert.deepEqual(labels, ['2000', '2001', '2002', '2003', '2004', '2005', '2006', '2007', '2008', '2009']);
});

test('a hole in time is left out, in both directions', () => {
  const two = series({ values: Array(4).fill(1), bucket: 3600, cuts: [[0, 0], [2, 10 * DAY]] });
  assert.equal(two.second(1), 3600);
  assert.equal(two.second(2), 10 * DAY);
  assert.equal(two.at(10 * DAY + 3600), 3);
  assert.equal(two.at(0), 0);
});

test('arrows move an interval, make it longer and shorter, and other keys leave it', () => {
  // A hundred hours: a step is five of them, one with Shift.
  const hours = series({ values: Array(100).fill(1), bucket: 3600, cuts: [[0, 0]], interval: [40, 60] });
  const sent = (key, shiftKey = false) => {
    hours.key({ ...press(key), shiftKey });
    return hours.sent;
  };
  hours.send = (s) => { hours.sent = s; };
  assert.deepEqual(sent('ArrowRight'), [45, 65]);
  assert.deepEqual(sent('ArrowLeft', true), [39, 59]);
  assert.deepEqual(sent('ArrowUp'), [35, 65]);
  assert.deepEqual(sent('ArrowDown', true), [41, 59]);
  hours.sent = null;
  assert.equal(sent('x'), null);
});

test('a drag is told at once, then after each pause, and always with its last place', () => {
  const waiting = [], told = [], slider = {};
  const { tellDragged } = drags((then) => waiting.push(then));
  const to = (epoch) => tellDragged(slider, epoch, (at) => told.push(at));
  [3, 4, 7].forEach(to);
  assert.deepEqual(told, [3]);
  waiting.shift()();
  assert.deepEqual(told, [3, 7]);
  to(8);
  assert.deepEqual(told, [3, 7]);
  waiting.shift()();
  waiting.shift()();
  assert.deepEqual(told, [3, 7, 8]);
  assert.equal(waiting.length, 0);
  to(8);
  assert.deepEqual(told, [3, 7, 8, 8]);
});

test('an axis of epochs tells round ones, as many as fit beside the first', () => {
  const strip = (last, width) => component('network/views/layer_strip.vue', { span: last, width }).ticks;
  assert.deepEqual(strip(3, 500), [1, 2, 3]);
  assert.deepEqual(strip(100, 440), [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  assert.deepEqual(strip(100, 88), [1, 50, 100]);
  assert.deepEqual(strip(100, 30), [1, 100]);
  const curve = component('network/views/learning_curve.vue', { first: 40, span: 100, width: 440 });
  assert.deepEqual(curve.epochs, [40, 50, 60, 70, 80, 90, 100]);
});

test('a number is written in the unit that keeps it short, and in full', () => {
  const { inUnit, inFull } = numbers();
  assert.equal(inUnit(13628), '13,628');
  assert.equal(inUnit(undefined), '0');
  assert.equal(inUnit(null, 'seconds'), '–');
  assert.equal(inUnit(1023, 'bytes'), '1,023 B');
  assert.equal(inUnit(2747280000, 'bytes'), '2.6 GiB');
  assert.equal(inUnit(168132893, 'bytes'), '160 MiB');
  const times = [0, 0.0000042, 0.0042, 0.25, 1.5, 250].map((x) => inUnit(x, 'seconds'));
  assert.deepEqual(times, ['0 ms', '4 µs', '4.2 ms', '250 ms', '1.50 s', '250 s']);
  assert.equal(inUnit(0.0546, 'share'), '5.5%');
  assert.equal(inFull(2747280000, 'bytes', 'bytes'), '2,747,280,000 bytes');
  assert.equal(inFull(0.25, 'seconds', 'seconds'), '250 ms');
});

test('the note of a picture is broken between words, and within one that is longer than a line', () => {
  const { noteLines, inMarkup } = pictures();
  const pen = { measureText: (text) => ({ width: text.length }) };
  assert.deepEqual(noteLines('', 10, pen), []);
  assert.deepEqual(noteLines('shop.log · 6 of 60 · saved 1 May', 12, pen), ['shop.log · 6', 'of 60 ·', 'saved 1 May']);
  assert.deepEqual(noteLines(`/${'x'.repeat(50)} y`, 40, pen), [`/${'x'.repeat(39)}`, `${'x'.repeat(11)} y`]);
  assert.equal(inMarkup('<b a="&">\u0001'), '&#60;b a=&#34;&#38;&#34;&#62; ');
  assert.equal(inMarkup('a\uFFFEb\uFFFFc\uD800d\te é 😀'), 'a b c d\te é 😀');
});

// The same cases as in tests/test_dates.py.
const WEDNESDAY = Date.UTC(2021, 1, 17, 18, 22, 5) / 1000;
const ORDERS = {
  dmy: ['17 Feb', '17 Feb 2021', '18:22', '17 Feb 18:22', '17 Feb 18:22:05'],
  mdy: ['Feb 17', 'Feb 17, 2021', '18:22', 'Feb 17, 18:22', 'Feb 17, 18:22:05'],
  ymd: ['Feb 17', '2021 Feb 17', '18:22', 'Feb 17 18:22', 'Feb 17 18:22:05'],
};

test('a second is written as app/dates.py writes it, in each order', () => {
  Object.entries({ ...ORDERS, nonsense: ORDERS.dmy }).forEach(([order, said]) => {
    const { inDay, inDate, inClock, inMoment } = dates(order);
    const minute = WEDNESDAY - 5;
    assert.deepEqual([inDay(WEDNESDAY), inDate(WEDNESDAY), inClock(minute), inMoment(minute), inMoment(WEDNESDAY)],
      said);
  });
  assert.equal(dates().inClock(WEDNESDAY, false), '18:22');
  assert.equal(dates().inClock(WEDNESDAY - 5, true), '18:22:00');
});

test('as Intl writes English where months come first, and in the order of its parts elsewhere', () => {
  const how = { day: 'numeric', month: 'short', timeZone: 'UTC' };
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  const american = (options) => new Intl.DateTimeFormat('en-US', { ...how, ...options });
  for (let month = 0; month < 12; month += 1) {
    const second = Date.UTC(1999 + month, month, 3 * month + 1, 2 * month, 5 * month, 7) / 1000;
    const { inDay, inDate, inMoment } = dates('mdy');
    assert.equal(inDay(second), american().format(second * 1000));
    assert.equal(inDate(second), american({ year: 'numeric' }).format(second * 1000));
    assert.equal(inMoment(second), american(time).format(second * 1000));
    const parts = american({ year: 'numeric' }).formatToParts(second * 1000).map(({ type, value }) => [type, value]);
    const { day, month: name, year } = Object.fromEntries(parts);
    assert.equal(dates('dmy').inDate(second), `${day} ${name} ${year}`);
    assert.equal(dates('ymd').inDate(second), `${year} ${name} ${day}`);
  }
});
