/**
 * One run: a cluster of three, parties of three workers each, a producer, and chaos for as long as it is told. Then quiet,
 * until the workers have handled what is left; then the checker, which has the last word.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTopic, type KafkaCluster, Random, startKafka } from '@kfw/test-cluster';
import { Brokers } from './brokers.js';
import { inputPartitions, namesOf, type Party, type PartyName } from './contender.js';
import { disturbBrokers } from './disturb-brokers.js';
import { disturbWorkers } from './disturb-workers.js';
import { drain } from './drain.js';
import { Calm } from './exclusive.js';
import { rest } from './interruptible.js';
import { Journal } from './journal.js';
import { makeParty, sessionTimeoutMs } from './make-contender.js';
import { Sequences } from './numbered-producer.js';
import { check, type PartyReport } from './run-checker.js';

export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly transactional: boolean;
  /** The first is the one that is judged. */
  readonly parties: readonly PartyName[];
  readonly messagesPerSecond: number;
  readonly tell: (line: string) => void;
  /** Ends it in order, without a verdict. */
  readonly signal: AbortSignal;
}

export interface ChaosReport {
  /** `undefined` when it was interrupted. */
  readonly parties: readonly PartyReport[] | undefined;
  /** Logs of workers and the journal: kept unless all went well. */
  readonly folder: string;
}

const drainWithinMs = 180_000;
const tellEveryMs = 5_000;
/** A fenced broker leads again soon after it is back, so that every kill moves something. */
const settings = {
  'leader.imbalance.check.interval.seconds': '5',
  'leader.imbalance.per.broker.percentage': '0',
};

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { tell, signal } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-chaos-'));
  tell('starting three brokers');
  const cluster = await startKafka({ nodes: 3, registry: false, settings, tell });
  const journal = new Journal(tell);
  const parties = options.parties.map((name) => makeParty(name, { cluster, folder, journal, ...options }));
  try {
    for (const party of parties) await createTopics(cluster, party);
    await withChaos(cluster, parties, journal, folder, options);
    if (signal.aborted) return { parties: undefined, folder };
    const reports: PartyReport[] = [];
    for (const party of parties)
      reports.push(await check({ brokers: cluster.brokers, party, folder, transactional: options.transactional }));
    return { parties: reports, folder };
  } finally {
    tell('stopping the cluster');
    await Promise.all(parties.flatMap(({ members, guest }) => [...members, guest]).map((worker) => worker.kill()));
    await cluster.stop();
  }
}

async function createTopics({ nodes }: KafkaCluster, { name }: Party): Promise<void> {
  const port = nodes[0]?.port ?? 0;
  const { input, output, deadLetters } = namesOf(name);
  const times = { 'message.timestamp.type': 'LogAppendTime' };
  await createTopic(port, { name: input, partitions: inputPartitions, replication: 3, settings: {} });
  await createTopic(port, { name: output, partitions: 6, replication: 3, settings: times });
  await createTopic(port, { name: deadLetters, partitions: 3, replication: 3, settings: times });
}

async function withChaos(
  cluster: KafkaCluster,
  parties: readonly Party[],
  journal: Journal,
  folder: string,
  options: ChaosOptions,
): Promise<void> {
  const { tell, signal, minutes, seed } = options;
  const [first, ...others] = parties;
  if (first === undefined) return;
  const workers = parties.flatMap(({ members }) => members);
  for (const worker of workers) worker.start();
  await Promise.all(workers.map((worker) => worker.runs()));
  tell('the workers run');

  process.env.KFW_BROKERS = cluster.brokers;
  process.env.KFW_CLIENT_ID = 'kfw-chaos';
  process.env.KFW_LOG_LEVEL = 'error';
  const producers = parties.map(
    ({ name, input: topic }, index) =>
      new Sequences({
        topic,
        keys: 240,
        messagesPerSecond: options.messagesPerSecond,
        poison: name === 'kfw',
        random: new Random(seed + index),
      }),
  );
  const startedAt = Date.now();
  const progress = setInterval(() => tell(progressOf(startedAt, parties, producers, journal)), tellEveryMs);
  try {
    const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
    const shared = { journal, calm: new Calm(), signal: over };
    const brokers = new Brokers(cluster);
    await rest(3_000, over);
    await Promise.all([
      disturbWorkers({ ...shared, parties, random: new Random(seed * 31 + 1), sessionTimeoutMs }),
      disturbBrokers({ ...shared, brokers, parties: [first, ...others], random: new Random(seed * 31 + 2) }),
    ]);
    tell('the chaos is over');
    await brokers.allInSync();
    await Promise.all(producers.map((producer) => producer.stop()));
    for (const party of parties) {
      const left = await drain(cluster.brokers, party, { withinMs: drainWithinMs, signal });
      if (signal.aborted) break;
      tell(left === 0 ? `${party.name} has handled everything` : `${party.name} has left ${left} messages`);
    }
  } finally {
    clearInterval(progress);
  }
  for (const worker of workers) {
    const how = await worker.leave();
    if (how !== 0) tell(`${worker.name} did not leave in order: ${how}`);
  }
  await journal.write(path.join(folder, 'journal'));
  for (const [index, party] of parties.entries()) {
    await producers[index]?.write(path.join(folder, `acknowledged-${party.name}`));
  }
}

function progressOf(
  startedAt: number,
  parties: readonly Party[],
  producers: readonly Sequences[],
  { counts }: Journal,
): string {
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  const each = parties.map(({ name, members, guest }, index) => {
    const handled = [...members, guest].reduce((sum, worker) => sum + worker.handled, 0);
    return `${name}: ${producers[index]?.acknowledged ?? 0} acknowledged, ${handled} handled`;
  });
  return `${seconds} s, ${each.join('; ')}; ${counts}`;
}
