/** `kfw broker` as a person and as a program starts it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { createKafkajsTransport } from '@kfw/transport-kafkajs';
import { kfw, temporaryFolder } from './support/kfw.js';

const bin = path.resolve(__dirname, '../../bin/kfw.js');
const folder = temporaryFolder();
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  /** The lines of standard output so far. */
  readonly lines: string[];
  /** Resolves with the next line that fits. */
  line(fits: RegExp): Promise<string>;
}

function start(...args: string[]): Started {
  const child = spawn(process.execPath, [bin, 'broker', ...args], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', KFW_ENV: '', NODE_ENV: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  return {
    child,
    lines,
    async line(fits) {
      for (;;) {
        const found = lines.find((line) => fits.test(line));
        if (found !== undefined) return found;
        await once(reader, 'line');
      }
    },
  };
}

async function end({ child }: Started, signal: NodeJS.Signals = 'SIGINT'): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill(signal);
  return ended;
}

/** Whether the topic is new. */
async function createTopic(brokers: string, topic: string): Promise<boolean> {
  const transport = createKafkajsTransport({
    clientId: 'test',
    brokers: [brokers],
    brokersSetting: 'the test',
    connectionTimeoutMs: 3_000,
    requestTimeoutMs: 3_000,
    monitor: new Monitor(),
  });
  await transport.connect();
  const created = await transport.admin.createTopics([{ topic, partitions: 3 }]);
  await transport.disconnect();
  return created.includes(topic);
}

describe('kfw broker', () => {
  it('says where broker and registry are in its first line of JSON, tells of topics, and stops in order', async () => {
    const broker = start('--memory', '--json', '--verbose');
    const { brokers, registry } = JSON.parse(await broker.line(/./)) as Record<string, string>;
    expect(await (await fetch(`${registry}/subjects`)).json()).toEqual([]);
    await createTopic(brokers ?? '', 'orders');
    const news = await broker.line(/topic\.created/);
    expect(JSON.parse(news)).toEqual({ event: 'topic.created', topic: 'orders', partitions: 3 });
    expect(await end(broker)).toEqual([0, null]);
    expect(existsSync(path.join(folder, '.kfw'))).toBe(false);
  });

  it('tells people that production is Apache Kafka, and where it is', async () => {
    const broker = start('--verbose');
    await broker.line(/Ctrl-C stops both/);
    expect(broker.lines[0]).toContain('for development and tests. Production is Apache Kafka');
    const [, address = ''] = /^ {2}broker +(\S+)$/.exec(await broker.line(/^ {2}broker /)) ?? [];
    expect(broker.lines).toContain('  data             .kfw/development');
    await createTopic(address, 'orders');
    expect(await broker.line(/^topic/)).toBe('topic orders created, 3 partitions');

    const second = await kfw(['broker'], { cwd: folder, env: { KFW_ENV: '', NODE_ENV: '' } });
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`already, at ${address}.`) });

    expect(await end(broker, 'SIGTERM')).toEqual([0, null]);
    expect(existsSync(path.join(folder, '.kfw/development/broker.lock'))).toBe(false);
  });

  it('keeps its data and its ports until it is told to begin anew', async () => {
    const data = path.join(folder, 'data');
    const first = start('--data', data, '--json');
    const addresses = await first.line(/./);
    const { brokers = '' } = JSON.parse(addresses) as Record<string, string>;
    expect(await createTopic(brokers, 'orders')).toBe(true);
    await end(first, 'SIGKILL');

    const again = start('--data', data, '--json');
    expect(await again.line(/./)).toBe(addresses);
    expect(await createTopic(brokers, 'orders')).toBe(false);
    await end(again);

    const anew = start('--data', data, '--reset', '--json');
    expect(await anew.line(/./)).toBe(addresses);
    expect(await createTopic(brokers, 'orders')).toBe(true);
    await end(anew);
  });

  it('refuses a port that is none', async () => {
    expect(await kfw(['broker', '--port', 'high'])).toMatchObject({
      code: 1,
      stderr: 'kfw: --port takes a port, from 1 to 65535, or 0 for a free one; got "high".\n',
    });
  });
});
