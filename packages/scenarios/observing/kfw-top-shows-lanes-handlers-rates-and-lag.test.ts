/**
 * A server with a partition whose handler runs, one that fails, one that is paused, and one that is done. `kfw top` shows
 * what is known about them from outside, once and live, and gives the terminal back however it ends.
 */
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { drawRoutes } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

const consumer = `import { once } from 'node:events';
import { type Message, Payload, text } from 'kfw';
import { ApplicationConsumer } from './application-consumer.js';

@Payload(text())
export class TaskConsumer extends ApplicationConsumer {
  async process({ payload }: Message<string>): Promise<void> {
    if (payload === 'wait') {
      this.logger.info({ event: 'waits' }, 'waits');
      await once(process, 'message');
    }
    if (payload === 'fail') throw new TypeError('this task fails');
    if (payload === 'pause') this.pause(600_000);
    this.logger.info({ event: 'ended', task: payload }, 'ended');
  }
}
`;
const routes = `import { drawRoutes } from 'kfw';
import { TaskConsumer } from '../app/consumers/task-consumer.js';

export default drawRoutes(({ consumerGroup }) => {
  consumerGroup('example', (group) => group.topic(process.env.TASKS ?? '', { consumer: TaskConsumer, pauseMs: 600_000, maxPauseMs: 600_000 }));
});
`;

/** By partition. */
const tasks = [['wait', 'b', 'c'], ['fail', 'b'], ['pause', 'b', 'c', 'd'], ['a']];

interface Lane {
  readonly topic: string;
  readonly partition: number;
  readonly state: string;
  readonly handler: string | null;
  readonly runningMs: number | null;
  readonly lag: number;
  readonly lagSeconds: number;
  readonly failures: number;
}
interface Status {
  readonly state: string;
  readonly pid: number;
  readonly groups: readonly { readonly group: string; readonly lanes: readonly Lane[] }[];
}

const enter = '\u001b[?1049h';
const leave = '\u001b[?25h\u001b[?1049l';

scenario(
  [123],
  'kfw top shows lanes, handlers, rates and lag, once for scripts and live on a terminal',
  async (world) => {
    const { brokers, registry } = world.cluster;
    const topic = await world.createTopic('tasks', { partitions: tasks.length });
    const folder = await makeAppFolder(world, {
      files: {
        'config/kafka.yml': JSON.stringify({ development: { brokers, registry: { url: registry } } }),
        'config/routes.ts': routes,
        'app/consumers/task-consumer.ts': consumer,
      },
    });
    const outside = await bootApp(world, {
      routes: drawRoutes((draw) => draw.topic(topic, { consumer: IdleConsumer })),
    });
    await outside.connect();
    const sendingAt = Date.now();
    for (const [partition, texts] of tasks.entries()) await deliverTexts(outside, topic, texts, { partition });
    const sentAt = Date.now();

    const server = folder.kfw(['server', '--json', '--health', '0'], { env: { TASKS: topic }, messages: true });
    const { address } = await server.logged('health.listening');
    await server.logged('waits');
    await server.logged('consumer.failed');
    await server.logged('ended', ({ task }) => task === 'pause');
    await server.logged('ended', ({ task }) => task === 'a');

    const url = `http://${address}`;
    const once = async (...args: string[]) => {
      const top = folder.kfw(['top', '--url', url, '--once', ...args]);
      expect(await top.ended).toBe(0);
      return top.lines.items;
    };
    // The last call of a handler is done a moment after it has logged.
    const settled = async () => {
      const [line = '', ...others] = await once('--json');
      expect(others).toEqual([]);
      const status = JSON.parse(line) as Status;
      const lanes = status.groups[0]?.lanes ?? [];
      const isSettled = lanes.map(({ state }) => state).join() === 'running,backing off,paused,idle';
      return isSettled ? { status, lanes } : undefined;
    };
    const { status, lanes } = await world.until('each partition in its state', settled, 30_000);
    const readAt = Date.now();
    const group = `${folder.name}_example`;
    expect(status).toMatchObject({ state: 'running', pid: server.pid, groups: [{ group }] });
    const handler = 'TaskConsumer.process';
    expect(lanes).toMatchObject([
      { topic, partition: 0, state: 'running', handler, lag: 3, failures: 0 },
      { topic, partition: 1, state: 'backing off', handler: null, runningMs: null, lag: 2, failures: 1 },
      { topic, partition: 2, state: 'paused', handler: null, runningMs: null, lag: 3, failures: 0 },
      { topic, partition: 3, state: 'idle', handler: null, runningMs: null, lag: 0, lagSeconds: 0, failures: 0 },
    ]);
    expect(lanes[0]?.runningMs).toBeGreaterThan(0);
    expect(lanes[0]?.runningMs).toBeLessThan(readAt - sentAt);
    for (const { lagSeconds } of lanes.slice(0, 3)) {
      expect(lagSeconds).toBeGreaterThan(0);
      expect(lagSeconds).toBeLessThanOrEqual((readAt - sendingAt) / 1_000);
    }

    const table = (await once('--sort', 'topic', '--interval', '200ms')).join('\n');
    expect(table).toMatch(new RegExp(`${folder.name} {2}running {2}${address}`));
    expect(table).toMatch(new RegExp(`│ ${group} │ ${topic} │ +0 │ running .*│ ${handler} │ .*│ +0/s │ +3 │`));
    expect(table).toMatch(new RegExp(`│ ${topic} │ +1 │ backing off, \\d+ min`));
    expect((await once('--json', '--group', 'other'))[0]).toContain('"groups":[]');

    const bin = path.join(folder.root, 'node_modules/kfw/bin/kfw.js');
    const live = `echo pid $$; exec '${process.execPath}' '${bin}' top --url ${url} --interval 200ms`;
    const open = () => openTerminal(world, live, { cwd: folder.root });
    const endings = [
      { end: (terminal: ReturnType<typeof open>) => terminal.type('q'), code: 0 },
      { end: (terminal: ReturnType<typeof open>) => terminal.type('\u0003'), code: 0 },
      { end: (_: ReturnType<typeof open>, pid: number) => process.kill(pid, 'SIGTERM'), code: 130 },
    ];
    for (const { end, code } of endings) {
      const terminal = open();
      const [, pid] = await terminal.shows(/pid (\d+)/);
      await terminal.shows(new RegExp(`${topic} +0 +running +${handler} +`));
      end(terminal, Number(pid));
      expect(await terminal.ended).toBe(code);
      expect(terminal.raw).toContain(enter);
      expect(terminal.raw.lastIndexOf(leave)).toBeGreaterThan(terminal.raw.lastIndexOf(enter));
    }

    const watching = open();
    await watching.shows(/by lagSeconds/);
    watching.type('s');
    await watching.shows(/by lag /);
    watching.type('/paused\r');
    await watching.shows(/filter "paused"/);
    server.signal('SIGKILL');
    await server.ended;
    await watching.shows(/does not answer since \d\d:\d\d:\d\d UTC, for \d+ s: the connection was refused/);
    await watching.shows(new RegExp(`${topic} +2 +paused`));
    watching.type('q');
    expect(await watching.ended).toBe(0);
  },
  { timeoutMs: 180_000 },
);
