import { describe, expect, it } from '@jest/globals';
import { headersByName, type RawRecord } from '@kfw/core';
import { parseDeadLetter } from '../../src/index.js';

const at = { topic: 'orders.dead-letters', partition: 2 };

function record(headers: readonly (readonly [string, string | null])[], timestamp = 1_000): RawRecord {
  const entries = headers.map(
    ([name, value]) => [Buffer.from(name), value === null ? null : Buffer.from(value)] as const,
  );
  return { offset: 7, timestamp, key: null, value: null, sizeBytes: 0, headers: headersByName(entries) };
}

describe('a dead letter', () => {
  it('has its source, its error and its history from the headers', () => {
    const letter = parseDeadLetter(
      at,
      record([
        ['trace', 'abc'],
        ['kfw-source-topic', 'orders'],
        ['kfw-source-partition', '1'],
        ['kfw-source-offset', '42'],
        ['kfw-source-timestamp', '2026-11-01T10:00:00.000Z'],
        ['kfw-source-group', 'shop_app'],
        ['kfw-attempts', '6'],
        ['kfw-error-class', 'TypeError'],
        ['kfw-error-code', 'E_TOTAL'],
        ['kfw-error-message', 'ungültig'],
        ['kfw-first-failed-at', '2026-11-01T10:00:01.000Z'],
        ['kfw-replay-count', '2'],
      ]),
    );
    expect(letter).toMatchObject({
      place: { ...at, offset: 7 },
      source: {
        topic: 'orders',
        partition: 1,
        offset: 42,
        timestamp: new Date('2026-11-01T10:00:00Z'),
        group: 'shop_app',
      },
      attempts: 6,
      error: { class: 'TypeError', code: 'E_TOTAL', message: 'ungültig' },
      firstFailedAt: new Date('2026-11-01T10:00:01Z'),
      failedAt: new Date(1_000),
      replayCount: 2,
    });
  });

  it('without headers of kfw has none of these', () => {
    const letter = parseDeadLetter(at, record([], -1));
    expect(letter).toMatchObject({ source: undefined, attempts: undefined, firstFailedAt: undefined, replayCount: 0 });
    expect(letter.failedAt).toBeUndefined();
    expect(Object.values(letter.error)).toEqual([undefined, undefined, undefined]);
  });

  it('keeps what can be read beside garbled, null, empty and repeated headers', () => {
    const letter = parseDeadLetter(
      at,
      record([
        ['kfw-source-topic', 'by another program'],
        ['kfw-source-topic', 'orders'],
        ['kfw-source-partition', '-1'],
        ['kfw-source-offset', '99999999999999999999'],
        ['kfw-source-timestamp', ''],
        ['kfw-source-group', null],
        ['kfw-attempts', '3x'],
        ['kfw-first-failed-at', 'yesterday'],
        ['kfw-replay-count', '1e3'],
      ]),
    );
    expect(letter.source).toEqual({
      topic: 'orders',
      partition: undefined,
      offset: undefined,
      timestamp: undefined,
      group: undefined,
    });
    expect(letter).toMatchObject({ attempts: undefined, firstFailedAt: undefined, replayCount: 0 });
  });
});
