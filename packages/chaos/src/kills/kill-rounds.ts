/**
 * Three brokers of Apache Kafka, each killed in turn and started again, while callers of several clients produce
 * concurrently, each client to a topic of its own (three replicas, two of them in sync). The same kills meet all of them.
 */
import { createTopic, eventually, type KafkaCluster, kcat, startKafka } from '@kfw/test-cluster';
import { Callers, type Send } from './callers.js';
import { checkLog, type Verdict } from './check-log.js';

/** A client under test: how it sends, and how it ends. */
export interface Client {
  readonly send: Send;
  close(): Promise<unknown>;
}

export type ConnectClient = (brokers: string, topic: string) => Promise<Client>;

export interface KillOptions {
  readonly rounds: number;
  /** Of each client. */
  readonly callers: number;
  readonly clients: Readonly<Record<string, ConnectClient>>;
  /** Called with each line of progress. */
  readonly print: (line: string) => void;
}

export interface KillReport extends Verdict {
  readonly acknowledged: number;
  readonly failed: number;
  readonly longestSilenceMs: number;
}

const partitions = 6;
const recoverWithinMs = 60_000;
/** A round ends when each client has made progress without the broker: so many acknowledgements. */
const acknowledgementsPerRound = 500;
const progressWithinMs = 60_000;

export async function killBrokers(options: KillOptions): Promise<Record<string, KillReport>> {
  const { print } = options;
  const cluster = await startKafka({ nodes: 3, registry: false });
  try {
    return await killBrokersOf(cluster, options);
  } finally {
    print('stopping the cluster');
    await cluster.stop();
  }
}

async function killBrokersOf(cluster: KafkaCluster, options: KillOptions): Promise<Record<string, KillReport>> {
  const { rounds, callers: count, clients, print } = options;
  const { brokers, nodes } = cluster;
  const contenders = await Promise.all(
    Object.entries(clients).map(async ([name, connect]) => {
      const topic = `kills-${name}`;
      await createTopic(nodes[0]?.port ?? 0, { name: topic, partitions, replication: 3, settings: {} });
      const client = await connect(brokers, topic);
      return { name, topic, client, callers: new Callers(count, client.send) };
    }),
  );
  await waitForProgress(contenders);
  for (let round = 0; round < rounds; round++) {
    const node = nodes[round % nodes.length];
    print(`round ${round + 1}/${rounds}: SIGKILL of broker ${node?.id}`);
    await node?.kill('SIGKILL');
    await waitForProgress(contenders);
    await node?.start(nodes.length);
    for (const { topic } of contenders) await allInSync(brokers, topic);
  }
  const reports: Record<string, KillReport> = {};
  for (const { name, topic, client, callers } of contenders) {
    await callers.stop();
    await client.close();
    const { acknowledgedCount: acknowledged, failed, longestSilenceMs } = callers;
    const verdict = await checkLog(brokers, topic, callers.acknowledged);
    reports[name] = { acknowledged, failed, ...verdict, longestSilenceMs: Math.round(longestSilenceMs) };
  }
  return reports;
}

async function waitForProgress(contenders: readonly { name: string; callers: Callers }[]): Promise<void> {
  const goals = contenders.map(({ name, callers }) => ({
    name,
    callers,
    goal: callers.acknowledgedCount + acknowledgementsPerRound,
  }));
  for (const { name, callers, goal } of goals) {
    const reached = async () => (callers.acknowledgedCount >= goal ? true : undefined);
    await eventually(`${name} to make progress`, reached, { deadlineMs: progressWithinMs, everyMs: 20 });
  }
}

/** Resolves when each partition has all three replicas in sync: the next kill must not find a second broker down. */
async function allInSync(brokers: string, topic: string): Promise<void> {
  const recovered = async () => {
    const { stdout } = await kcat(brokers, ['-L', '-J', '-t', topic]);
    const { topics } = JSON.parse(stdout) as { topics: { partitions: { isrs: unknown[] }[] }[] };
    const inSync = topics[0]?.partitions.map(({ isrs }) => isrs.length) ?? [];
    return inSync.length === partitions && inSync.every((count) => count === 3) ? true : undefined;
  };
  await eventually(`all replicas of ${topic} to be in sync`, recovered, { deadlineMs: recoverWithinMs, everyMs: 200 });
}
