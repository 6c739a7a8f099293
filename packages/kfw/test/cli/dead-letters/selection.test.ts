import { describe, expect, it } from '@jest/globals';
import type { RawRecord } from '@kfw/core';
import { matchesFilter, parseDeadLetter } from '@kfw/operating';
import { FilterFailures } from '../../../src/cli/dead-letters/filter-failures.js';
import { parseSelection } from '../../../src/cli/dead-letters/letter-filter.js';
import { LetterDecoding } from '../../../src/cli/dead-letters/letter-message.js';
import type { DecodingCluster } from '../../../src/cli/decoding/message-decoding.js';
import { cliError } from '../../../src/cli/errors.js';
import type { Results } from '../../../src/cli/rendering/results.js';

const cluster = { declared: undefined, config: { registry: undefined }, nameInCode: (topic: string) => topic };
const decoding = () => new LetterDecoding(cluster as unknown as DecodingCluster, 'dead');

const record: RawRecord = {
  offset: 1,
  timestamp: 1_000,
  key: Buffer.from('u-1'),
  value: Buffer.from('{"total":5}'),
  headers: { 'kfw-source-topic': Buffer.from('orders'), 'kfw-error-class': Buffer.from('TypeError') },
  sizeBytes: 0,
};
const letter = parseDeadLetter({ topic: 'dead', partition: 0 }, record);
const selects = (options: Parameters<typeof parseSelection>[0]) =>
  matchesFilter(parseSelection(options, decoding()).filter, letter);

describe('the options that select dead letters', () => {
  it('are a filter', async () => {
    const now = Date.now();
    const { filter, limit } = parseSelection(
      {
        topic: 'orders',
        error: 'E',
        since: '2026-11-01T00:00:00Z',
        until: '-1h',
        key: 'u',
        partition: '3',
        limit: '7',
      },
      decoding(),
    );
    expect(filter).toMatchObject({ sourceTopic: 'orders', error: 'E', key: Buffer.from('u'), partition: 3 });
    expect(filter.since).toEqual(new Date('2026-11-01'));
    expect(Math.abs((filter.until?.getTime() ?? 0) - now + 3_600_000)).toBeLessThan(60_000);
    expect(limit).toBe(7);
  });

  it('have conditions over the decoded payload, the error and the source', async () => {
    expect(await selects({ where: 'payload.total === 5 && source.topic === "orders"' })).toBe(true);
    expect(await selects({ where: 'payload.total > 5' })).toBe(false);
    expect(await selects({ where: "error.class === 'TypeError' && attempts === null" })).toBe(true);
    expect(await selects({ where: 'error.code === null && source.group === null && firstFailedAt === null' })).toBe(
      true,
    );
    expect(await selects({ where: 'message.key === "u-1" && replayCount === 0' })).toBe(true);
    await expect(selects({ where: 'payload.customer.name' })).rejects.toThrow('Cannot read properties of undefined');
  });

  it('see null for what a letter without headers does not have, and select it by `none`', async () => {
    const plain = parseDeadLetter({ topic: 'dead', partition: 0 }, { ...record, headers: {} });
    const { filter } = parseSelection({ error: 'none', where: 'source === null && error.class === null' }, decoding());
    expect(await matchesFilter(filter, plain)).toBe(true);
    expect(await selects({ error: 'none' })).toBe(false);
    expect(await selects({ error: 'TypeError' })).toBe(true);
  });

  it.each([
    [{ since: 'yesterday' }, '--since takes a time'],
    [{ partition: '-1' }, '--partition takes a whole number'],
    [{ limit: 'many' }, '--limit takes a whole number'],
    [{ where: 'payload.total >' }, '--where'],
  ])('are refused when they cannot be read: %j', (options, message) => {
    expect(() => parseSelection(options, decoding())).toThrow(message);
  });
});

describe('letters whose condition throws', () => {
  it('are named, the first five, and counted', () => {
    const notes: string[] = [];
    const failures = new FilterFailures({ note: (line: string) => notes.push(line) } as unknown as Results);
    for (let offset = 0; offset < 7; offset++) {
      failures.report({ place: { topic: 'dead', partition: 0, offset }, error: new Error('no customer') });
    }
    failures.end();
    expect(notes).toHaveLength(6);
    expect(notes[0]).toBe('dead[0] at offset 0 is not selected: --where threw no customer');
    expect(notes.at(-1)).toBe('--where threw for 7 letters in all; none of them is selected.');
    const { place } = letter;
    const invalid = cliError('KFW_EXPRESSION_INVALID', { option: '--where', source: 'x', reason: 'x', variables: [] });
    expect(() => failures.report({ place, error: invalid })).toThrow(invalid);
  });
});
