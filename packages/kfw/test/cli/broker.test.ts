/** `kfw broker`, started by a person and by a program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
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
  it('prints the addresses of broker and registry as its first JSON line, reports topics, and stops in order', async () => {
    const broker = start('--memory', '--json', '--verbose');
    const { brokers, registry } = JSON.parse(await broker.line(/./)) as Record<string, string>;
    expect(await (await fetch(`${registry}/subjects`)).json()).toEqual([]);
    await createTopic(brokers ?? '', 'orders');
    const news = await broker.line(/topic\.created/);
    expect(JSON.parse(news)).toEqual({ event: 'topic.created', topic: 'orders', partitions: 3 });
    expect(await end(broker)).toEqual([0, null]);
    expect(existsSync(path.join(folder, '.kfw'))).toBe(false);
  });

  it('says that production is Apache Kafka, and prints its addresses', async () => {
    const broker = start('--verbose');
    await broker.line(/Ctrl-C stops both/);
    expect(broker.lines[0]).toContain('for development and tests. Production is Apache Kafka');
    const [, address = ''] = /^ {2}broker +(\S+)$/.exec(await broker.line(/^ {2}broker /)) ?? [];
    expect(broker.lines).toContain('  data             .kfw/development');
    await createTopic(address, 'orders');
    expect(await broker.line(/^topic/)).toBe('topic orders created, 3 partitions');

    const second = await kfw(['broker'], { cwd: folder, env: { KFW_ENV: '', NODE_ENV: '' } });
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`, at ${address}.`) });

    expect(await end(broker, 'SIGTERM')).toEqual([0, null]);
    expect(existsSync(path.join(folder, '.kfw/development/broker.lock'))).toBe(false);
  });

  it('keeps its data and its ports until it is reset', async () => {
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

    const fresh = start('--data', data, '--reset', '--json');
    expect(await fresh.line(/./)).toBe(addresses);
    expect(await createTopic(brokers, 'orders')).toBe(true);
    await end(fresh);
  });

  it('names the option for another port when a port is taken', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    for (const [option, what] of [
      ['--port', 'broker'],
      ['--registry-port', 'registry'],
    ] as const) {
      const run = await kfw(['broker', '--memory', option, String(port)]);
      const said =
        `kfw: the embedded ${what} cannot listen on 127.0.0.1:${port}: another program listens there already. ` +
        `Name another port with ${option}; 0 takes a free one.\n`;
      expect(run).toMatchObject({ code: 1, stderr: said });
    }
    taken.close();
    const both = await kfw(['broker', '--memory', '--port', '9092', '--registry-port', '9092']);
    expect(both.stderr).toBe('kfw: --registry-port takes another port than --port; got "9092".\n');
  });

  it('rejects an invalid port', async () => {
    expect(await kfw(['broker', '--port', 'high'])).toMatchObject({
      code: 1,
      stderr: 'kfw: --port takes a port, from 1 to 65535, or 0 for a free one; got "high".\n',
    });
  });
});

describe('the folder of --data', () => {
  const refusal = async (data: string, ...more: string[]): Promise<string> => {
    const run = await kfw(['broker', '--data', data, '--json', ...more], { cwd: folder });
    expect([run.code, run.stdout]).toEqual([1, '']);
    return run.stderr;
  };

  it.each([[], ['--reset']])('is not touched when it is not kfw’s (%p)', async (...options) => {
    const project = path.join(folder, 'project');
    for (const file of ['broker/src/index.ts', 'registry/index.ts', 'ports.json']) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), '{}');
    }
    const before = readdirSync(project, { recursive: true }).sort();
    const said = await refusal(project, ...options);
    expect(said).toContain('KFW_EMBEDDED_FOLDER_FOREIGN');
    expect(said).toContain('kfw did not write broker/src/index.ts, registry/index.ts');
    expect(readdirSync(project, { recursive: true }).sort()).toEqual(before);
    expect(await refusal('/', ...options)).toContain('KFW_EMBEDDED_FOLDER_FOREIGN');
    expect(existsSync('/broker.lock')).toBe(false);
  });

  it('keeps files that are not kfw’s when it is reset', async () => {
    const data = path.join(folder, 'mixed');
    const first = start('--data', data, '--json');
    const { brokers = '' } = JSON.parse(await first.line(/./)) as Record<string, string>;
    await createTopic(brokers, 'orders');
    await end(first);
    const note = path.join(data, 'broker/logs/note.txt');
    writeFileSync(note, 'mine');
    expect(await refusal(data, '--reset')).toContain('kfw did not write broker/logs/note.txt');
    expect(existsSync(path.join(data, 'broker/topics.json'))).toBe(true);

    rmSync(note);
    const memo = path.join(data, 'memo.txt');
    writeFileSync(memo, 'mine');
    const fresh = start('--data', data, '--reset', '--json');
    const again = JSON.parse(await fresh.line(/./)) as Record<string, string>;
    expect(await createTopic(again.brokers ?? '', 'orders')).toBe(true);
    expect(existsSync(memo)).toBe(true);
    await end(fresh);
  });

  it('is recognized by its files when an older kfw created it', async () => {
    const data = path.join(folder, 'older');
    const first = start('--data', data, '--json');
    const { brokers = '' } = JSON.parse(await first.line(/./)) as Record<string, string>;
    await createTopic(brokers, 'orders');
    await end(first);
    rmSync(path.join(data, 'kfw-data.txt'));
    const again = start('--data', data, '--json');
    await again.line(/./);
    expect(await createTopic(brokers, 'orders')).toBe(false);
    expect(existsSync(path.join(data, 'kfw-data.txt'))).toBe(true);
    await end(again);
  });

  it('is rejected with the reason if it cannot be created', async () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    const link = path.join(folder, 'link');
    symlinkSync(path.join(folder, 'nowhere'), link);
    expect(await refusal(file)).toContain(`${file} is a file. Fix that, or name another folder with`);
    expect(await refusal(path.join(file, 'below'))).toContain(`${file} is a file`);
    expect(await refusal(link)).toContain(`${link} is a symbolic link to nothing`);
  });

  const linux = process.platform === 'linux' ? it : it.skip;
  linux('is refused at once where nothing can be made', async () => {
    expect(await refusal('/proc/foo')).toContain('nothing can be made in /proc');
  });

  it('is shown as an absolute path outside the current folder', async () => {
    const data = path.join(folder, 'shown');
    const inside = path.join(folder, 'inside');
    mkdirSync(inside);
    const broker = spawn(process.execPath, [bin, 'broker', '--data', data], {
      cwd: inside,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(broker);
    for await (const line of createInterface({ input: broker.stdout })) {
      if (!line.startsWith('  data')) continue;
      expect(line).toBe(`  data             ${data}`);
      break;
    }
  });
});
