import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { failOrders } from '../src/apps/failing-orders.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Count {
  readonly topic: string;
  readonly sourceTopic: string | null;
  readonly errorClass: string | null;
  readonly count: number;
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
}

interface Shown {
  readonly partition: number;
  readonly offset: number;
  readonly key: unknown;
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly source: object;
  readonly error: object;
}

scenario(
  [91],
  'dead letters are listed, shown, exported and discarded, in an app and without one',
  async (world) => {
    const { orders, payments, deadLetters, group } = await failOrders(world);
    const app = inApp(
      await makeAppFolder(world, {
        files: {
          'config/routes.ts': `import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ topic }) => {
  topic('${orders}', { consumer: UsersConsumer, deadLetter: '${deadLetters}' });
});
`,
        },
      }),
    );
    const outside = await folderWithoutApp(world);

    // The dead-letter topics of the routes, and those that are called so.
    const listed = await app.kfw('dlq', 'list', '--json');
    expect([listed.code, listed.errorLines]).toEqual([0, []]);
    const counts = listed.json<Count>();
    expect(counts.map((row) => Object.keys(row).join())).toEqual(
      Array(3).fill('topic,sourceTopic,errorClass,count,firstFailedAt,lastFailedAt'),
    );
    const kinds = (rows: readonly Count[]) =>
      rows.map((row) => [row.topic, row.sourceTopic, row.errorClass, row.count].join(' ')).sort();
    expect(kinds(counts)).toEqual(
      [
        `${deadLetters} ${orders} RangeError 2`,
        `${deadLetters} ${orders} KFW_DECODE_FAILED 1`,
        `${deadLetters} ${payments}  1`,
      ].sort(),
    );
    for (const { firstFailedAt, lastFailedAt } of counts) {
      expect(Date.parse(firstFailedAt ?? '')).toBeLessThanOrEqual(Date.parse(lastFailedAt ?? ''));
    }
    const all = (await outside.kfw('dlq', 'list', '--json')).json<Count>();
    expect(kinds(all.filter(({ topic }) => topic === deadLetters))).toEqual(kinds(counts));
    expect((await outside.kfw('dlq', 'list', deadLetters)).lines.join('\n')).toMatch(/RangeError +│ +2 /);

    // Decoded by the schema of the source topic, with where it came from and why.
    const shown = await app.kfw('dlq', 'show', deadLetters, '--json', '--error', 'E_NEGATIVE', '--since', '-1h');
    const [first, second] = shown
      .json<Shown>()
      .toSorted((one, other) => String(one.key).localeCompare(String(other.key)));
    expect(first).toMatchObject({
      key: 'order -1',
      payload: { eventName: 'ordered', payload: { id: -1 } },
      source: { topic: orders, group },
      error: { class: 'RangeError', code: 'E_NEGATIVE', message: 'a negative id' },
      attempts: 1,
    });
    expect(first?.headers).toMatchObject({ trace: 'of -1' });
    expect(second?.key).toBe('order -2');
    const where = `error.class !== null && payload.payload.id === -2 && source.topic === '${orders}'`;
    const chosen = await outside.kfw('dlq', 'show', deadLetters, '--topic', orders, '--where', where);
    expect(chosen.lines.join('\n')).toMatch(/error +RangeError \(E_NEGATIVE\): a negative id[\s\S]*"id": -2/);
    expect(chosen.lines.join('\n')).not.toContain('"id": -1');
    // The undecodable one: the condition throws for it, its place is named, the others are shown.
    expect(chosen.errorLines).toEqual([
      expect.stringMatching(`^${deadLetters}\\[\\d\\] at offset \\d is not selected: --where threw .`),
      '1 letter.',
    ]);
    const broken = await app.kfw('dlq', 'show', deadLetters, '--json', '--key', 'broken');
    expect(broken.json<object>()).toEqual([
      expect.objectContaining({
        key: 'broken',
        payload: null,
        raw: '//4=',
        undecodable: expect.stringContaining('cannot be decoded'),
      }),
    ]);
    expect((await app.kfw('dlq', 'show', deadLetters, '--until', '-1h', '--json')).lines).toEqual([]);

    const exported = await outside.kfw('dlq', 'export', deadLetters, '--file', 'letters.jsonl');
    expect([exported.code, exported.lines, exported.errorLines]).toEqual([0, [], ['4 letters in letters.jsonl.']]);
    const lines = (await readFile(path.join(outside.path, 'letters.jsonl'), 'utf8')).trimEnd().split('\n');
    const letters = lines.map((line) => JSON.parse(line) as { key: string | null; value: unknown });
    expect(letters).toContainEqual(expect.objectContaining({ key: 'broken', value: { $base64: '//4=' } }));
    expect(letters).toContainEqual(expect.objectContaining({ key: null, value: 'payment 1', attempts: 1 }));
    expect((await outside.kfw('dlq', 'export', deadLetters, '--file', 'letters.jsonl')).errorLines.join()).toMatch(
      /letters\.jsonl already exists/,
    );

    // There is no terminal to ask on, so nothing is discarded.
    const asked = await app.kfw('dlq', 'discard', deadLetters, '--error', 'RangeError');
    expect([asked.code, asked.errorLines.join()]).toEqual([1, expect.stringContaining('Give --yes')]);
    expect(kinds((await app.kfw('dlq', 'list', '--json')).json<Count>())).toEqual(kinds(counts));
    const discarded = await app.kfw('dlq', 'discard', deadLetters, '--error', 'RangeError', '--yes', '--json');
    expect(discarded.json<object>()).toEqual([{ topic: deadLetters, discarded: 2, left: 0 }]);
    const left = (await outside.kfw('dlq', 'list', deadLetters, '--json')).json<Count>();
    expect(kinds(left)).toEqual(kinds(counts.filter(({ errorClass }) => errorClass !== 'RangeError')));
    expect(kinds((await app.kfw('dlq', 'list', '--all', '--json')).json<Count>())).toEqual(kinds(counts));
    expect((await app.kfw('dlq', 'show', deadLetters, '--json', '--error', 'RangeError')).lines).toEqual([]);
    const rest = await outside.kfw('dlq', 'discard', deadLetters, '--yes');
    expect(rest.lines.at(-1)).toBe('2 of 2 letters discarded.');
    expect((await outside.kfw('dlq', 'list', deadLetters)).lines).toEqual([`No dead letters in ${deadLetters}.`]);

    const unknown = await outside.kfw('dlq', 'show', `${deadLetters.slice(0, -1)}`, '--json');
    expect([unknown.code, unknown.errorLines.join()]).toEqual([
      1,
      expect.stringContaining(`Did you mean \\"${deadLetters}\\"?`),
    ]);
  },
  { timeoutMs: 180_000 },
);
