/**
 * One run: a cluster of three brokers, contenders of three workers each, a producer, and chaos for the given time. Then no
 * disturbance until the workers have handled the backlog; then the checker, which prints the verdict.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTopic, type KafkaCluster, Random, startKafka } from '@kfw/test-cluster';
import { Brokers } from './brokers.js';
import { type Contender, type ContenderName, inputPartitions, namesOf } from './contender.js';
import { disturbBrokers } from './disturb-brokers.js';
import { disturbWorkers } from './disturb-workers.js';
import { drain } from './drain.js';
import { Exclusive } from './exclusive.js';
import { interruptibleWait } from './interruptible-wait.js';
import { Journal } from './journal.js';
import { makeContender, sessionTimeoutMs } from './make-contender.js';
import { NumberedProducer } from './numbered-producer.js';
import { type ContenderReport, runChecker } from './run-checker.js';

export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly transactional: boolean;
  /** The first is the one that is judged. */
  readonly contenders: readonly ContenderName[];
  readonly messagesPerSecond: number;
  readonly print: (line: string) => void;
  /** Ends it in order, without a verdict. */
  readonly signal: AbortSignal;
}

export interface ChaosReport {
  /** `undefined` when it was interrupted. */
  readonly contenders: readonly ContenderReport[] | undefined;
  /** Logs of workers and the journal: kept unless all went well. */
  readonly folder: string;
}

const drainWithinMs = 180_000;
const reportEveryMs = 5_000;
/** A fenced broker leads again soon after it is back, so that every kill moves something. */
const settings = {
  'leader.imbalance.check.interval.seconds': '5',
  'leader.imbalance.per.broker.percentage': '0',
};

export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { print, signal } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-chaos-'));
  print('starting three brokers');
  const cluster = await startKafka({ nodes: 3, registry: false, settings, print });
  const journal = new Journal(print);
  const contenders = options.contenders.map((name) => makeContender(name, { cluster, folder, journal, ...options }));
  try {
    for (const contender of contenders) await createTopics(cluster, contender);
    await withChaos(cluster, contenders, journal, folder, options);
    if (signal.aborted) return { contenders: undefined, folder };
    const reports: ContenderReport[] = [];
    for (const contender of contenders)
      reports.push(
        await runChecker({ brokers: cluster.brokers, contender, folder, transactional: options.transactional }),
      );
    return { contenders: reports, folder };
  } finally {
    print('stopping the cluster');
    await Promise.all(contenders.flatMap(({ members, guest }) => [...members, guest]).map((worker) => worker.kill()));
    await cluster.stop();
  }
}

async function createTopics({ nodes }: KafkaCluster, { name }: Contender): Promise<void> {
  const port = nodes[0]?.port ?? 0;
  const { input, output, deadLetters } = namesOf(name);
  const times = { 'message.timestamp.type': 'LogAppendTime' };
  await createTopic(port, { name: input, partitions: inputPartitions, replication: 3, settings: {} });
  await createTopic(port, { name: output, partitions: 6, replication: 3, settings: times });
  await createTopic(port, { name: deadLetters, partitions: 3, replication: 3, settings: times });
}

async function withChaos(
  cluster: KafkaCluster,
  contenders: readonly Contender[],
  journal: Journal,
  folder: string,
  options: ChaosOptions,
): Promise<void> {
  const { print, signal, minutes, seed } = options;
  const [first, ...others] = contenders;
  if (first === undefined) return;
  const workers = contenders.flatMap(({ members }) => members);
  for (const worker of workers) worker.start();
  await Promise.all(workers.map((worker) => worker.runs()));
  print('the workers run');

  process.env.KFW_BROKERS = cluster.brokers;
  process.env.KFW_CLIENT_ID = 'kfw-chaos';
  process.env.KFW_LOG_LEVEL = 'error';
  const producers = contenders.map(
    ({ name, input: topic }, index) =>
      new NumberedProducer({
        topic,
        keys: 240,
        messagesPerSecond: options.messagesPerSecond,
        poison: name === 'kfw',
        random: new Random(seed + index),
      }),
  );
  const startedAt = Date.now();
  const progress = setInterval(() => print(progressOf(startedAt, contenders, producers, journal)), reportEveryMs);
  try {
    const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
    const shared = { journal, exclusive: new Exclusive(), signal: over };
    const brokers = new Brokers(cluster);
    await interruptibleWait(3_000, over);
    await Promise.all([
      disturbWorkers({ ...shared, contenders, random: new Random(seed * 31 + 1), sessionTimeoutMs }),
      disturbBrokers({ ...shared, brokers, contenders: [first, ...others], random: new Random(seed * 31 + 2) }),
    ]);
    print('the chaos is over');
    await brokers.allInSync();
    await Promise.all(producers.map((producer) => producer.stop()));
    for (const contender of contenders) {
      const left = await drain(cluster.brokers, contender, { withinMs: drainWithinMs, signal });
      if (signal.aborted) break;
      print(left === 0 ? `${contender.name} has handled everything` : `${contender.name} has left ${left} messages`);
    }
  } finally {
    clearInterval(progress);
  }
  for (const worker of workers) {
    const how = await worker.leave();
    if (how !== 0) print(`${worker.name} did not leave in order: ${how}`);
  }
  await journal.write(path.join(folder, 'journal'));
  for (const [index, contender] of contenders.entries()) {
    await producers[index]?.write(path.join(folder, `acknowledged-${contender.name}`));
  }
}

function progressOf(
  startedAt: number,
  contenders: readonly Contender[],
  producers: readonly NumberedProducer[],
  { counts }: Journal,
): string {
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  const each = contenders.map(({ name, members, guest }, index) => {
    const handled = [...members, guest].reduce((sum, worker) => sum + worker.handled, 0);
    return `${name}: ${producers[index]?.acknowledged ?? 0} acknowledged, ${handled} handled`;
  });
  return `${seconds} s, ${each.join('; ')}; ${counts}`;
}
