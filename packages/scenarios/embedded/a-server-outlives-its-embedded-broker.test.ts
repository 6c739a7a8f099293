/**
 * An app on the embedded broker, whose process is killed under the running server: the server starts it again by itself,
 * with its data and at its ports, says so once, and consumes what the console sends afterwards.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { endEmbedded, makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const emit = (id: number) => `await UsersResponder.call({ eventName: 'user_created', payload: { id: ${id} } })`;
const withinMs = 30_000;

scenario(
  [],
  'a server outlives its embedded broker',
  async (world) => {
    const app = await makeAppFolder(world, {
      files: { 'config/kafka.yml': `development:\n  clientId: shop\n  embedded: true\n` },
    });
    const lockOf = (): { pid: number; brokers: string } =>
      JSON.parse(readFileSync(path.join(app.root, '.kfw/development/broker.lock'), 'utf8'));
    world.after(() => endEmbedded(app.root));
    const sends = async (id: number) => {
      const console = app.kfw(['console', '-e', emit(id)]);
      expect(await world.waitFor('the console to end', console.ended, withinMs)).toBe(0);
      return console;
    };
    const isUser = (id: number) => (line: { msg?: unknown }) => line.msg === `user_created of user ${id}`;

    const server = app.kfw(['server', '--json']);
    await server.logged('partitions.assigned');
    await sends(1);
    await server.log.first('the first event', isUser(1), withinMs);

    const { pid, brokers } = lockOf();
    process.kill(pid, 'SIGKILL');
    const news = await server.log.first(
      'that the broker is back',
      (line) => /had stopped/.test(`${line.msg}`),
      withinMs,
    );
    expect(news).toMatchObject({
      level: 'warn',
      brokers,
      msg: expect.stringMatching(/\.kfw\/development\/broker\.log$/),
    });
    expect(lockOf().pid).not.toBe(pid);

    const console = await sends(2);
    expect(console.errorLines.items).toEqual([`kfw: joined the embedded broker at ${brokers}`]);
    await server.log.first('the second event', isUser(2), withinMs);

    server.signal('SIGTERM');
    expect(await world.waitFor('the server to end', server.ended, withinMs)).toBe(0);
  },
  { timeoutMs: 4 * withinMs },
);
