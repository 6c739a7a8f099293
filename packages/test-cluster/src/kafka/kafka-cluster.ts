/**
 * A real Apache Kafka, of one node or three, with a real schema registry: for scenarios, benchmarks and a quick try,
 * without Docker. Everything it makes lies in one temporary folder and goes with it.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../world/deadline.js';
import { type Artifacts, findArtifacts } from './artifacts.js';
import { shortLivedJvm } from './class-archive.js';
import { claimPort, freePorts } from './free-ports.js';
import { KafkaNode } from './kafka-node.js';
import { type RegistryServer, startRegistry } from './registry-server.js';
import { hasCoordinator } from './wire.js';

const coordinatorWithinMs = 30_000;

export interface StartKafkaOptions {
  /** Default 1. With three, topics are replicated three times and need two in-sync replicas. */
  readonly nodes?: 1 | 3;
  /** Whether to start a schema registry too. Default true. */
  readonly registry?: boolean;
  /** Port of the first broker; the others take the next ones. Default: free ones. */
  readonly port?: number | undefined;
  /** Default: a free one. */
  readonly registryPort?: number | undefined;
  /** Broker settings that override the helper's own, as in `server.properties`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whether the JVMs are to be as fast as they can once they are warm, not soon in service. Default false. */
  readonly forSpeed?: boolean;
  /** Called with each line about long steps (a download). Default: standard error. */
  readonly print?: (line: string) => void;
}

export interface KafkaCluster {
  /** `127.0.0.1:p1,127.0.0.1:p2`, as for `KFW_BROKERS`. */
  readonly brokers: string;
  /** As for `KFW_REGISTRY_URL`, with the path of the Confluent-compatible API. */
  readonly registry: string | undefined;
  readonly nodes: readonly Pick<KafkaNode, 'id' | 'port' | 'saslPort' | 'pid' | 'kill' | 'start'>[];
  /** Ends every process (SIGTERM, then SIGKILL) and removes the temporary folder. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster and resolves when all brokers, the group coordinator and the registry answer. Throws
 * `KFW_KAFKA_UNAVAILABLE` when this machine cannot run one, `KFW_KAFKA_NOT_STARTED` when a part did not come up.
 * When the calling process ends, however it ends, the JVMs end with it.
 */
export async function startKafka(options: StartKafkaOptions = {}): Promise<KafkaCluster> {
  const print = options.print ?? ((line: string) => process.stderr.write(`kfw: ${line}\n`));
  const artifacts = await findArtifacts(print);
  const jvmFlags = options.forSpeed ? [] : await shortLivedJvm(artifacts, print);
  const folder = await mkdtemp(join(tmpdir(), 'kfw-kafka-'));
  const nodes = await prepareNodes(options, artifacts, folder, jvmFlags);
  let registry: RegistryServer | undefined;

  const stop = async (): Promise<void> => {
    await Promise.all([...nodes.map((node) => node.stop()), registry?.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  const bringUpRegistry = async (): Promise<void> => {
    if (options.registry === false) return;
    const [free = 0, managementPort = 0] = await freePorts(2);
    const port = options.registryPort === undefined ? free : await claimPort(options.registryPort);
    registry = await startRegistry({ artifacts, folder, port, managementPort });
  };

  const outcomes = await Promise.allSettled([bringUpNodes(nodes), bringUpRegistry()]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { brokers: nodes.map(({ port }) => `127.0.0.1:${port}`).join(','), registry: registry?.url, nodes, stop };
}

async function prepareNodes(
  options: StartKafkaOptions,
  artifacts: Artifacts,
  folder: string,
  jvmFlags: readonly string[],
): Promise<KafkaNode[]> {
  const ids = options.nodes === 3 ? [1, 2, 3] : [1];
  // Benchmarks do not use this listener, and must not wait for it.
  const listeners = options.forSpeed ? 2 : 3;
  const free = await freePorts(ids.length * listeners);
  const { port: first } = options;
  const ports = first === undefined ? free : await Promise.all(ids.map((_, i) => claimPort(first + i)));
  const all = ids.map((id, i) => ({
    id,
    port: ports[i] ?? 0,
    controllerPort: free[ids.length + i] ?? 0,
    ...(options.forSpeed ? {} : { saslPort: free[ids.length * 2 + i] ?? 0 }),
  }));
  // A leading zero byte: an id that begins with a dash would be taken for an option.
  const clusterId = Buffer.concat([Buffer.from([0]), randomBytes(15)]).toString('base64url');
  const settings = options.settings ?? {};
  return all.map((address) => new KafkaNode({ address, all, clusterId, folder, artifacts, settings, jvmFlags }));
}

async function bringUpNodes(nodes: readonly KafkaNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => node.format()));
  // Nodes wait for each other: when one fails, the others are stopped so that they do not wait for it.
  const stopAll = async (thrown: unknown): Promise<never> => {
    await Promise.all(nodes.map((node) => node.stop()));
    throw thrown;
  };
  const starts = await Promise.allSettled(nodes.map((node) => node.start(nodes.length).catch(stopAll)));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) throw failed.reason;

  const ready = async (): Promise<true | undefined> => {
    const answers = await Promise.all(nodes.map(({ port }) => hasCoordinator(port)));
    return answers.every(Boolean) ? true : undefined;
  };
  await eventually('the group coordinator', ready, { deadlineMs: coordinatorWithinMs, everyMs: 50 });
}
