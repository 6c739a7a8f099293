import { describe, expect, it } from '@jest/globals';
import { headersByName, type RawRecord } from '@kfw/core';
import { parseDeadLetter } from '@kfw/operating';
import { exportedLetter } from '../../../src/cli/dead-letters/exported-letter.js';
import { letterJson } from '../../../src/cli/dead-letters/letter-json.js';
import { LetterMessage } from '../../../src/cli/dead-letters/letter-message.js';
import { renderLetter } from '../../../src/cli/dead-letters/render-letter.js';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';

const readers = { key: new InferringReader('key'), value: new InferringReader('value') };

function letterOf(headers: readonly (readonly [string | Buffer, string | Buffer])[], rest: Partial<RawRecord> = {}) {
  const headerEntries = headers.map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const);
  const record: RawRecord = {
    offset: 42,
    timestamp: Date.parse('2026-11-01T10:00:05Z'),
    key: Buffer.from('u-1'),
    value: Buffer.from('{"id":1}'),
    headers: headersByName(headerEntries),
    headerEntries,
    sizeBytes: 0,
    ...rest,
  };
  return parseDeadLetter({ topic: 'orders.dead-letters', partition: 0 }, record);
}

const full = letterOf([
  ['trace', 'abc'],
  ['kfw-replayed-at', '2026-11-01T09:00:00.000Z'],
  ['kfw-replay-count', '1'],
  ['kfw-replayed-from', 'orders.dead-letters-0-7'],
  ['kfw-source-topic', 'orders'],
  ['kfw-source-partition', '1'],
  ['kfw-source-offset', '1042'],
  ['kfw-source-timestamp', '2026-11-01T08:00:00.000Z'],
  ['kfw-source-group', 'shop_app'],
  ['kfw-attempts', '4'],
  ['kfw-error-class', 'TypeError'],
  ['kfw-error-code', 'E_TOTAL'],
  ['kfw-error-message', 'no total\u001b[2J'],
  ['kfw-first-failed-at', '2026-11-01T10:00:00.000Z'],
]);

describe('a dead letter', () => {
  it('is shown with its source, its error, its replays and its payload', () => {
    expect(renderLetter(new LetterMessage(full, readers))).toBe(
      [
        'orders.dead-letters[0] at offset 42',
        '  failed      2026-11-01T10:00:05.000Z, first 2026-11-01T10:00:00.000Z, 4 attempts',
        '  error       TypeError (E_TOTAL): no total\\u001b[2J',
        '  source      orders[1] at offset 1042, 2026-11-01T08:00:00.000Z, group shop_app',
        '  replayed    once, last at 2026-11-01T09:00:00.000Z, from orders.dead-letters-0-7',
        '  key         u-1',
        '  header      trace: abc',
        '  payload     {',
        '                "id": 1',
        '              }',
        '',
      ].join('\n'),
    );
  });

  it('without headers of kfw is shown with what there is', () => {
    const letter = letterOf([['reason', 'by another program']], { key: null, value: null, timestamp: -1 });
    expect(renderLetter(new LetterMessage(letter, readers))).toBe(
      [
        'orders.dead-letters[0] at offset 42',
        '  source      unknown: it has no headers of kfw',
        '  header      reason: by another program',
        '  payload     null',
        '',
      ].join('\n'),
    );
    expect(letterJson(new LetterMessage(letter, readers))).toEqual({
      topic: 'orders.dead-letters',
      partition: 0,
      offset: 42,
      timestamp: null,
      key: null,
      headers: { reason: 'by another program' },
      payload: null,
      source: null,
      error: { class: null, code: null, message: null },
      attempts: null,
      firstFailedAt: null,
      replayCount: 0,
    });
  });

  it('as JSON has the decoded message and what the headers say', () => {
    const { headers, ...line } = JSON.parse(JSON.stringify(letterJson(new LetterMessage(full, readers))));
    expect(headers).toMatchObject({ trace: 'abc', 'kfw-attempts': '4' });
    expect(line).toEqual({
      topic: 'orders.dead-letters',
      partition: 0,
      offset: 42,
      timestamp: '2026-11-01T10:00:05.000Z',
      key: 'u-1',
      payload: { id: 1 },
      source: {
        topic: 'orders',
        partition: 1,
        offset: 1042,
        timestamp: '2026-11-01T08:00:00.000Z',
        group: 'shop_app',
      },
      error: { class: 'TypeError', code: 'E_TOTAL', message: 'no total\u001b[2J' },
      attempts: 4,
      firstFailedAt: '2026-11-01T10:00:00.000Z',
      replayCount: 1,
    });
  });

  it('that cannot be decoded is shown with its bytes and the reason', () => {
    const decode = () => {
      throw new Error('no schema');
    };
    const message = new LetterMessage(full, { ...readers, value: { prepare: () => undefined, decode } });
    expect(letterJson(message)).toMatchObject({ payload: null, undecodable: 'no schema', raw: 'eyJpZCI6MX0=' });
    expect(renderLetter(message)).toMatch(/undecodable no schema\n {2}bytes {7}eyJpZCI6MX0= \(base64\)\n$/);
  });

  it('is exported with the bytes and the order of all it has', () => {
    const bytes = Buffer.from([0xff, 0]);
    const letter = letterOf(
      [
        [bytes, bytes],
        ['tag', 'one'],
        ['tag', 'two'],
      ],
      { key: bytes },
    );
    expect(exportedLetter(letter)).toMatchObject({
      key: { $base64: '/wA=' },
      value: '{"id":1}',
      headers: [
        [{ $base64: '/wA=' }, { $base64: '/wA=' }],
        ['tag', 'one'],
        ['tag', 'two'],
      ],
      source: null,
    });
  });
});
