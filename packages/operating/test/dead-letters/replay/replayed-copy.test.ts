import { expect, it } from '@jest/globals';
import { headersOfReplay, originalMessage } from '../../../src/dead-letters/replay/replayed-copy.js';
import { fromOrders, type Header, headersOf, letterOf } from './letters.js';

const own: readonly Header[] = [
  ['b', '2'],
  [Buffer.from([0x6e, 0xff]), 'a name in Latin-1'],
  ['a', null],
  ['b', ''],
  ['kfw-trace', 'no header of a failure'],
];
const failure: readonly Header[] = [
  ['kfw-attempts', '6'],
  ['kfw-error-class', 'TypeError'],
  ['kfw-error-code', 'E_TOTAL'],
  ['kfw-error-message', 'no total'],
  ['kfw-first-failed-at', '2026-11-01T10:00:01.000Z'],
];
const kept = [
  ['b', '2'],
  ['n\u00ff', 'a name in Latin-1'],
  ['a', 'null'],
  ['b', ''],
  ['kfw-trace', 'no header of a failure'],
];

it('keeps key, value and all headers of the message in order, without those of the failure', () => {
  const letter = letterOf({ headers: [...own, ...failure] });
  const { key, value, headerEntries } = originalMessage(letter);
  expect([key, value]).toEqual([letter.record.key, letter.record.value]);
  expect(headersOf({ headerEntries })).toEqual(kept);
});

it('says when it was replayed, how often, and from where', () => {
  const letter = letterOf({ headers: own });
  const headerEntries = headersOfReplay(originalMessage(letter), letter, { atMs: 0, keepsSource: false });
  expect(headersOf({ headerEntries })).toEqual([
    ...kept,
    ['kfw-replayed-at', '1970-01-01T00:00:00.000Z'],
    ['kfw-replay-count', '1'],
    ['kfw-replayed-from', 'orders.dead-letters/0/7'],
  ]);
});

it('counts on from the last replay, whose headers it replaces', () => {
  const letter = letterOf({
    headers: [
      ['kfw-replay-count', '2'],
      ['kfw-replayed-from', 'x/0/1'],
      ['kfw-replayed-at', '2026-11-01T10:00:01.000Z'],
      ...failure,
    ],
  });
  const headerEntries = headersOfReplay(originalMessage(letter), letter, { atMs: 0, keepsSource: false });
  expect(headersOf({ headerEntries }).slice(1)).toEqual([
    ['kfw-replay-count', '3'],
    ['kfw-replayed-from', 'orders.dead-letters/0/7'],
  ]);
});

it('to a retry topic keeps where it came from first, which its next dead letter names', () => {
  const letter = letterOf({ headers: failure });
  const headerEntries = headersOfReplay(originalMessage(letter), letter, { atMs: 0, keepsSource: true });
  expect(headersOf({ headerEntries }).slice(0, -3)).toEqual(fromOrders.slice(0, 4));
});
