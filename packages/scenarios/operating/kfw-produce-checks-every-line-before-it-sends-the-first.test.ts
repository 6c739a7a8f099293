import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder, spawnProgram } from '@kfw/test-cluster';
import { type Message, raw, type readTopic } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { UserEvent, userEvent } from '../src/messages/user-event.js';
import { folderWithoutApp, inApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const lines = (...given: readonly object[]) => given.map((line) => `${JSON.stringify(line)}\n`).join('');

scenario(
  [108],
  'kfw produce checks every line before it sends the first',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const copy = await world.createTopic('copy', { partitions: 2 });
    const reader = await idleApp(world);
    const messages = async <P>(options: Parameters<typeof readTopic<P>>[1], of = topic): Promise<Message<P>[]> =>
      reader.readTopic<P>(of, options).toArray();
    const folder = await makeAppFolder(world, {
      files: {
        'config/routes.ts': `import { drawRoutes } from 'kfw';
import { UsersConsumer } from '../app/consumers/users-consumer.js';

export default drawRoutes(({ topic }) => topic('${topic}', { consumer: UsersConsumer }));
`,
      },
    });
    const app = inApp(folder);
    const file = path.join(folder.root, 'lines.jsonl');
    const produce = async (text: string, ...args: readonly string[]) => {
      await writeFile(file, text);
      return app.kfw('produce', topic, '--file', 'lines.jsonl', ...args);
    };
    const first = { key: 'a', payload: userEvent('created', 1), headers: { source: 'file' }, timestamp: 1_000 };

    // One mistake, at the end: nothing is sent.
    const mistakes = lines(first, { payload: userEvent('created', 2), partition: 1 }, { payload: { eventName: 'x' } });
    const refused = await produce(mistakes);
    expect([refused.code, refused.lines]).toEqual([1, []]);
    expect(refused.errorLines.join('\n')).toMatch(
      /1 line cannot be sent, so nothing was sent:\n {2}- line 3: .*payload/,
    );
    expect(await messages({ schema: raw() })).toEqual([]);

    // A dry run sends nothing, either; then all of it, as the app would write it.
    const good = lines(first, { payload: userEvent('created', 2), partition: 1 }, { key: 'a', payload: null });
    const dry = await produce(good, '--dry-run', '--json');
    expect(dry.json()).toEqual([{ topic, dryRun: true, messages: 3, invalid: 0 }]);
    expect(await messages({ schema: raw() })).toEqual([]);
    const sent = await produce(good, '--json');
    expect([sent.code, sent.json()]).toEqual([0, [{ topic, sent: 3, invalid: 0 }]]);
    const written = await messages({ schema: UserEvent });
    const ofA = written.filter(({ key }) => key === 'a');
    expect(ofA.map(({ payload }) => payload)).toEqual([userEvent('created', 1), null]);
    expect(ofA[0]).toMatchObject({ headers: { source: 'file' }, timestamp: new Date(1_000) });
    expect(written.find(({ key }) => key === null)).toMatchObject({ partition: 1, payload: userEvent('created', 2) });

    // What was read can be sent again: the bytes are the same.
    const read = await app.kfw('topics', 'read', topic, '--json', '--from', 'earliest');
    await writeFile(file, `${read.lines.join('\n')}\n`);
    const outside = await folderWithoutApp(world);
    await app.kfw('produce', topic, '--file', 'lines.jsonl');
    const twice = await messages({ schema: raw() });
    const bytesOf = (message: Message<unknown>) =>
      JSON.stringify([message.partition, message.key, message.headers, message.timestamp, message.rawPayload]);
    expect(twice.slice().map(bytesOf).sort()).toEqual(written.flatMap((one) => [bytesOf(one), bytesOf(one)]).sort());

    // Without an app: the registry's last schema, else text and JSON.
    await writeFile(file, lines(first, { payload: { eventName: 1 } }));
    const byRegistry = await outside.kfw('produce', topic, '--file', file);
    expect(byRegistry.errorLines.join('\n')).toContain('line 2: the value of a message of');
    await writeFile(file, lines({ payload: { id: 7 } }, { payload: 'text', key: 5 }));
    expect((await outside.kfw('produce', copy, '--file', file)).code).toBe(0);
    const plain = await messages<Buffer>({ schema: raw() }, copy);
    expect(plain.map(({ key, payload }) => `${key} ${payload}`).sort()).toEqual(['5 text', 'null {"id":7}']);

    // Standard input; with --keep-going the good lines are sent.
    const piped = `printf '%s\\n' '{"payload":"one"}' '{"payload"' '{"payload":"two"}' | "$0" "$1" produce ${copy} --keep-going`;
    const keepGoing = spawnProgram(
      world,
      'bash',
      ['-c', piped, process.execPath, path.join(folder.root, 'node_modules/kfw/bin/kfw.js')],
      { cwd: folder.root },
    );
    expect(await keepGoing.ended).toBe(1);
    expect(keepGoing.errorLines.items).toContain('line 2: it is not JSON.');
    expect(keepGoing.lines.items).toEqual([`2 messages sent to ${copy}, 1 could not be.`]);
    expect(await messages({ schema: raw() }, copy)).toHaveLength(4);

    // A topic that does not exist is not made.
    const missing = await outside.kfw('produce', `${copy}x`, '--file', file);
    expect([missing.code, missing.errorLines.join('\n')]).toEqual([
      1,
      expect.stringContaining(`Did you mean "${copy}"?`),
    ]);
    expect(await readFile(file, 'utf8')).toContain('text');

    // Interrupted: it says where to continue.
    await writeFile(file, lines(...Array.from({ length: 50 }, (_, id) => ({ payload: { id } }))));
    const slow = folder.kfw(['produce', copy, '--file', 'lines.jsonl', '--rate', '2/s']);
    await world.until('some of them', async () =>
      (await messages({ schema: raw() }, copy)).length > 5 ? true : undefined,
    );
    slow.interrupt();
    expect(await slow.ended).toBe(130);
    const count = Number(/^(\d+) messages? sent/.exec(slow.lines.items[0] ?? '')?.[1]);
    expect(slow.errorLines.items).toContain(`Continue with --from-line ${count + 1}.`);
    expect(await messages({ schema: raw() }, copy)).toHaveLength(4 + count);
    const rest = await app.kfw('produce', copy, '--file', 'lines.jsonl', '--from-line', String(count + 1), '--json');
    expect(rest.json()).toEqual([{ topic: copy, sent: 50 - count, invalid: 0 }]);
  },
  { timeoutMs: 240_000 },
);
