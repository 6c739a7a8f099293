import { describe, expect, it } from '@jest/globals';
import { parseKeys } from '../../../src/cli/top/keys.js';
import { LiveView } from '../../../src/cli/top/live-view.js';
import { createColors } from '../../../src/logging/colors.js';
import { laneOf, statusOf, watched } from './statuses.js';

const size = { columns: 140, rows: 24 };
const now = new Date('2026-11-30T21:05:00Z');
const lanes = Array.from({ length: 60 }, (_, partition) =>
  laneOf({ partition, lag: partition, lagSeconds: partition }),
);

async function viewOf(...sent: Parameters<typeof watched>) {
  const server = await watched(...sent);
  const view = new LiveView([server], { order: 'lagSeconds', filter: {} }, createColors(false));
  return { view, press: (text: string) => parseKeys(text).map((key) => view.press(key)) };
}

describe('the live view', () => {
  it('shows the server, its process, sums and the partitions that are furthest behind', async () => {
    const later = statusOf([laneOf({ lag: 12, lagSeconds: 90, messages: { consumed: 150 } })], { uptimeMs: 12_000 });
    const { view } = await viewOf(statusOf([laneOf({ lag: 12, lagSeconds: 90 })]), later);
    const lines = view.lines(size, now);
    expect(lines.slice(0, 5)).toEqual([
      'shop  running  127.0.0.1:8080  pid 7  kfw 0.1.0  up 12 s',
      'memory 120 MB, heap 60 MB  loop delay 12 ms p99, 30 ms most  buffer in 1.2 MB of 268 MB  buffer out 0 kB of 67 MB',
      '1 group  1 partition: 1 idle  25/s  lag 12, oldest 1 min 30 s  0 failures  0 dead letters',
      expect.stringMatching(/^group +topic +partition +state +handler +running +rate +lag +time lag/),
      expect.stringMatching(/^shop_billing +orders +0 +idle +OrdersConsumer +25\/s +12 +1 min 30 s +0 +0 +0$/),
    ]);
    expect(lines).toHaveLength(size.rows);
    expect(lines.at(-1)).toBe('by lagSeconds  q end  h help  s sort  / filter  p pause');
  });

  it('cuts rows off with their number, and scrolls', async () => {
    const { view, press } = await viewOf(statusOf(lanes));
    const shown = () =>
      view
        .lines(size, now)
        .map((line) => /orders +(\d+)/.exec(line)?.[1])
        .filter(Boolean);
    expect(shown()[0]).toBe('59');
    expect(view.lines(size, now).at(-1)).toContain('rows 1 to 19 of 60');
    press('\u001b[B\u001b[B');
    expect(shown()[0]).toBe('57');
    press('\u001b[6~\u001b[6~\u001b[6~\u001b[6~');
    expect(shown().at(-1)).toBe('0');
    press('\u001b[5~');
    expect(view.lines(size, now).at(-1)).toContain('rows 23 to 41 of 60');
  });

  it.each([20, 40, 60, 80, 200])('fits into %i columns', async (columns) => {
    const long = laneOf({ topic: 'a'.repeat(249), handler: 'SomeVeryLongConsumer.process', state: 'backing off' });
    const { view } = await viewOf(statusOf([long, ...lanes]));
    const lines = view.lines({ columns, rows: 24 }, now);
    const start = lines.findIndex((line) => /^(group +)?topic/.test(line));
    expect(start).toBeGreaterThan(2);
    const table = lines.slice(start, -1);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it.each([1, 2, 3, 5])('fits into %i rows', async (rows) => {
    const { view } = await viewOf(statusOf(lanes));
    expect(view.lines({ columns: 80, rows }, now).length).toBeLessThanOrEqual(rows);
  });

  it('sorts, filters, pauses, helps and ends by keys', async () => {
    const { view, press } = await viewOf(statusOf(lanes));
    const footer = () => view.lines(size, now).at(-1);
    press('s');
    expect(footer()).toContain('by lag ');
    press('\u001b[D\u001b[D');
    expect(footer()).toContain('by topic');
    press('/orders[4]q');
    expect(footer()).toBe('filter: orders[4]q_');
    press('\u007f\r');
    expect(footer()).toContain('filter "orders[4]"');
    expect(view.lines(size, now).filter((line) => /orders +4 /.test(line))).toHaveLength(1);
    press('\u001b');
    expect(footer()).not.toContain('filter "');
    press('p');
    expect([view.isPaused, footer()]).toEqual([true, expect.stringContaining('paused')]);
    press('h');
    expect(view.lines(size, now).join('\n')).toContain('sort by the next');
    expect(press('q')).toEqual([true]);
  });

  it('shows since when a server does not answer, and its last rows', async () => {
    const { view } = await viewOf(statusOf(lanes), new Error('the connection was refused'));
    const lines = view.lines(size, new Date(Date.now() + 12_000));
    expect(lines[1]).toMatch(/^does not answer since \d\d:\d\d:\d\d UTC, for 1[12] s: the connection was refused$/);
    expect(lines.join('\n')).toMatch(/orders +59/);
  });

  it('shows no control characters of names', async () => {
    const evil = 'a\u001b[2J\u009b\u0007\nb';
    const lane = laneOf({ topic: evil, handler: evil, state: evil, outage: { forMs: 1, error: evil } });
    const { view } = await viewOf(statusOf([lane], { clientId: evil, state: evil, kfw: evil }));
    expect(view.lines(size, now).join('')).not.toMatch(/\p{Cc}/u);
  });
});

describe('keys', () => {
  it.each([
    ['q', ['q']],
    ['\u001b[A\u001bOBs', ['up', 'down', 's']],
    ['\u0003', ['interrupt']],
    ['\u001b', ['escape']],
    ['ü\r\u007f', ['ü', 'enter', 'backspace']],
    ['\u001b[1;5C\u0001', []],
  ])('%j', (text, keys) => expect(parseKeys(text)).toEqual(keys));
});
