import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { deliver } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { folderWithoutApp, inApp, type KfwResult } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

interface Read {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: string;
  readonly key: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
  readonly error?: string;
  readonly raw?: string;
}

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));
/** Partition and offset of each, sorted. */
const places = (result: KfwResult) =>
  result
    .json<Read>()
    .map(({ partition, offset }) => `${partition}:${offset}`)
    .sort();

scenario(
  [90, 100],
  'kfw topics read prints decoded messages from a place, follows and filters',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const sender = await idleApp(world);
    useResponders(world, sender);
    const folder = await makeAppFolder(world, {
      files: {
        'config/routes.ts': `import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ topic }) => topic('${topic}', { consumer: UsersConsumer }));
`,
      },
    });
    const app = inApp(folder);
    const read = (...args: readonly string[]) => app.kfw('topics', 'read', topic, '--json', ...args);

    expect((await app.kfw('topics', 'read', topic)).errorLines).toContain(`${topic} is empty.`);
    for (const id of [1, 2, 3]) {
      const headers = { source: id === 2 ? 'till' : 'shop' };
      const options = { schema: UserEvent, key: `user ${id}`, headers, partition: id % 2, timestamp: at(id) };
      await deliver(topic, userEvent('created', id), options);
    }
    await sender.producer.deliver([
      { topic, key: Buffer.from('broken'), value: Buffer.from([1, 2]), headers: {}, partition: 0, timestamp: +at(4) },
      { topic, key: Buffer.from('user 1'), value: null, headers: {}, partition: 0, timestamp: +at(5) },
    ]);

    // All of it: exactly the fields of a line, and one that cannot be decoded does not stop it.
    const all = await read();
    expect(all.code).toBe(0);
    expect(places(all)).toEqual(['0:0', '0:1', '0:2', '1:0', '1:1']);
    const byPlace = new Map(all.json<Read>().map((line) => [`${line.partition}:${line.offset}`, line]));
    expect(byPlace.get('0:0')).toEqual({
      topic,
      partition: 0,
      offset: 0,
      timestamp: '2026-01-01T12:00:02.000Z',
      key: 'user 2',
      headers: expect.objectContaining({ source: 'till' }),
      payload: { eventName: 'created', payload: { id: 2 } },
    });
    expect(byPlace.get('0:1')).toMatchObject({ key: 'broken', payload: null, raw: 'AQI=' });
    expect(byPlace.get('0:1')?.error).toContain('cannot be decoded');
    expect(byPlace.get('0:2')).toMatchObject({ key: 'user 1', payload: null });
    expect(byPlace.get('0:2')).not.toHaveProperty('error');
    const summary = { event: 'read', topic, scanned: 5, selected: 4, undecodable: 1, failed: 0 };
    expect(all.errorLines.map((line) => JSON.parse(line) as unknown)).toEqual([summary]);

    // From a place, to a place, without an app.
    const outside = await folderWithoutApp(world);
    const from = (...args: readonly string[]) => outside.kfw('topics', 'read', topic, '--json', ...args);
    expect(places(await from('--from', '1'))).toEqual(['0:1', '0:2', '1:1']);
    expect(places(await from('--from', at(2).toISOString(), '--to', at(4).toISOString()))).toEqual(['0:0', '1:1']);
    expect(places(await from('--last', '3'))).toEqual(['0:1', '0:2', '1:1']);
    expect(places(await from('--partition', '1', '--to', '1'))).toEqual(['1:0']);
    expect(places(await from('--from', 'latest'))).toEqual([]);
    const beyond = await from('--from', '99');
    expect([beyond.code, beyond.errorLines.join('\n')]).toEqual([1, expect.stringContaining('0 to 3, not 99')]);

    // Filters.
    expect(places(await read('--key', 'user 1'))).toEqual(['0:2', '1:0']);
    expect(places(await read('--header', 'source=shop'))).toEqual(['1:0', '1:1']);
    expect(places(await read('--filter', 'partition === 1 && payload.payload.id > 1'))).toEqual(['1:1']);
    expect((await read('--limit', '2')).lines).toHaveLength(2);
    const failing = await read('--filter', 'payload.payload.id > 1');
    expect(places(failing)).toEqual(['0:0', '0:1', '1:1']);
    expect(failing.errorLines.join('\n')).toMatch(/\[0\] at offset 2: --filter throws: Cannot read properties of null/);
    expect(failing.errorLines.join('\n')).toContain('"undecodable":1,"failed":1');
    const wrong = await read('--filter', 'payload.id >');
    expect([wrong.code, wrong.lines]).toEqual([1, []]);
    expect(wrong.errorLines.join('\n')).toContain('KFW_EXPRESSION_INVALID');

    // For people, as bytes, and by the schema that messages were written with.
    const text = (await app.kfw('topics', 'read', topic, '--partition', '1', '--limit', '1')).lines.join('\n');
    expect(text).toContain(`${topic}[1] at offset 0  2026-01-01T12:00:01.000Z  key user 1`);
    expect(text).toContain("{ eventName: 'created', payload: { id: 1 } }");
    const inferred = await outside.kfw('topics', 'read', topic, '--json', '--key', 'user 3');
    expect(inferred.json<Read>()).toMatchObject([{ payload: { eventName: 'created', payload: { id: 3 } } }]);
    const raw = await app.kfw('topics', 'read', topic, '--raw', '--key', 'user 3');
    expect(raw.lines.join('\n')).toContain('created');

    // A name that does not exist.
    const missing = await app.kfw('topics', 'read', `${topic}x`);
    expect([missing.code, missing.errorLines.join('\n')]).toEqual([
      1,
      expect.stringContaining(`Did you mean "${topic}"?`),
    ]);

    // Followed until Ctrl-C.
    const following = folder.kfw([
      'topics',
      'read',
      topic,
      '--json',
      '--follow',
      '--filter',
      'payload?.payload.id > 2',
    ]);
    const reads = (id: number) => (line: Readonly<Record<string, unknown>>) =>
      JSON.stringify(line.payload) === JSON.stringify(userEvent('created', id));
    await following.log.first('the message that was there', reads(3));
    await deliver(topic, userEvent('created', 4), { schema: UserEvent });
    await following.log.first('a later message', reads(4));
    following.interrupt();
    expect(await following.ended).toBe(130);
    expect(following.errorLines.items.join('\n')).toContain('"scanned":6,"selected":2,"undecodable":1,"failed":0');
  },
  { timeoutMs: 240_000 },
);
