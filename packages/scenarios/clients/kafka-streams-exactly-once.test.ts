/**
 * Kafka Streams counts words exactly once: it is killed with a transaction open, started again, and the embedded broker is
 * killed under it. A reader of committed records that is not ours sees each word counted 1, 2, 3, … up to its number.
 */
import path from 'node:path';
import { expect } from '@jest/globals';
import { createTopic, kcat, startStreams, temporaryFolder, type World } from '@kfw/test-cluster';
import { startDisposableCluster } from '../src/clusters/disposable-cluster.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = 3;
const linesEach = 1_000;
const enough = '1000';

/** Four words each, of 97, some of them more often than others. */
const linesFrom = (first: number): string[] =>
  Array.from({ length: linesEach }, (_, line) => {
    const of = (first + line) % 3 === 0 ? 7 : 97;
    return [3, 5, 11, 13].map((step) => `word${((first + line) * step) % of}`).join(' ');
  });

type Counts = Map<string, number[]>;

const sizeOf = (counts: Counts): number => [...counts.values()].reduce((sum, { length }) => sum + length, 0);

function add(counts: Counts, word: string, count: number): void {
  const known = counts.get(word) ?? [];
  counts.set(word, known);
  known.push(count);
}

function countsOf(lines: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const word of lines.flatMap((line) => line.split(' '))) add(counts, word, (counts.get(word)?.length ?? 0) + 1);
  return counts;
}

async function linesIn(brokers: string, topic: string, isolation: string, more: readonly string[]): Promise<string[]> {
  const args = ['-C', '-q', '-t', topic, '-o', 'beginning', '-X', `isolation.level=${isolation}`, ...more];
  return (await kcat(brokers, args)).stdout.split('\n').filter((line) => line !== '');
}

/** In the order of the topic: to its end, or so many, which are waited for. */
async function countsIn(brokers: string, topic: string, isolation: string, many?: number): Promise<Counts> {
  const counts: Counts = new Map();
  const until = many === undefined ? ['-e'] : ['-c', String(many)];
  for (const line of await linesIn(brokers, topic, isolation, [...until, '-s', 'value=q', '-f', '%k %s\n'])) {
    const [word = '', count] = line.split(' ');
    add(counts, word, Number(count));
  }
  return counts;
}

async function useBrokers(world: World): Promise<{ brokers: string; restart(): Promise<void> }> {
  if (world.cluster.kind === 'apache-kafka') return { brokers: world.cluster.brokers, restart: async () => undefined };
  const { brokers, kill, start } = await startDisposableCluster(world);
  return { brokers, restart: () => kill().then(start) };
}

scenario(
  [],
  'kafka streams exactly once',
  async (world) => {
    const { brokers, restart } = await useBrokers(world);
    const port = Number(brokers.split(':').at(-1));
    const [application, input, output] = [world.name('word-count'), world.name('lines'), world.name('counts')];
    for (const name of [input, output]) await createTopic(port, { name, partitions, replication: 1, settings: {} });
    /** Resolves when it has counted some words. */
    const start = async (then: 'halt' | 'go on') => {
      const args = [brokers, application, input, output, await temporaryFolder(world), enough, then];
      const started = await startStreams(world, path.join(__dirname, 'word-count.java'), args);
      await started.lines.first('that it has counted', (line) => line === 'counted enough', 60_000);
      return started;
    };
    const write = (lines: readonly string[] = []) =>
      kcat(brokers, ['-P', '-t', input, '-K:'], lines.map((line, key) => `${key}:${line}\n`).join(''));
    const committed = () => countsIn(brokers, output, 'read_committed');
    const all = () => countsIn(brokers, output, 'read_uncommitted');

    const [first, second, third] = [0, 1, 2].map((part) => linesFrom(part * linesEach));
    const expected = countsOf([first, second, third].flatMap((lines = []) => lines));
    await write(first);
    const killed = await start('halt');
    await world.until('counts that are in its open transaction alone', async () => {
      const before = sizeOf(await all());
      const settled = sizeOf(await committed());
      return (settled > 0 && settled < before) || undefined;
    });
    killed.signal('SIGKILL');
    await killed.ended;

    await write(second);
    const again = await start('go on');
    await restart();
    await write(third);
    expect(await countsIn(brokers, output, 'read_committed', sizeOf(expected))).toEqual(expected);
    again.signal('SIGTERM');
    await again.ended;
    // Nothing more comes, and aborted records are there for uncommitted readers.
    expect(await committed()).toEqual(expected);
    expect(sizeOf(await all())).toBeGreaterThan(sizeOf(expected));
    // The topic between its two halves is deleted when it has been counted.
    const between = `${application}-KSTREAM-AGGREGATE-STATE-STORE-0000000003-repartition`;
    const left = await linesIn(brokers, between, 'read_committed', ['-e', '-f', '%o\n']);
    expect(left.length).toBeLessThan(sizeOf(expected) / 2);
  },
  { timeoutMs: 180_000 },
);
