/**
 * A cluster of one scenario whose brokers are disturbed one by one: three of Apache Kafka with three replicas, two of
 * them in sync, or the one embedded broker. It ends with the scenario.
 */
import path from 'node:path';
import {
  askBroker,
  EmbeddedProcess,
  partitionsSeenBy,
  startKafka,
  string,
  temporaryFolder,
  type World,
} from '@kfw/test-cluster';

export interface DisturbedBroker {
  readonly id: number;
  readonly port: number;
  /** SIGTERM, SIGKILL, SIGSTOP or SIGCONT; the first two resolve when it is gone. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Starts it again, with its data and at its port, beside all others. */
  start(): Promise<void>;
}

export class DisturbedCluster {
  constructor(
    private readonly world: World,
    /** As for `KFW_BROKERS`. */
    readonly addresses: string,
    readonly brokers: readonly DisturbedBroker[],
  ) {}

  /** Whether another broker can take over the partitions of one of them. */
  get isReplicated(): boolean {
    return this.brokers.length > 1;
  }

  leaderOf(topic: string, partition: number): Promise<DisturbedBroker> {
    return this.world.until(`the leader of ${topic}[${partition}]`, async () => {
      const states = await partitionsSeenBy(this.#anyPort());
      const state = states.find((each) => each.topic === topic && each.partition === partition);
      return this.brokers.find(({ id }) => id === state?.leader);
    });
  }

  coordinatorOf(group: string): Promise<DisturbedBroker> {
    return this.world.until(`the coordinator of ${group}`, async () => {
      const answer = await askBroker(this.#anyPort(), 10, 0, string(group));
      if (answer.int16() !== 0) return undefined;
      const nodeId = answer.int32();
      return this.brokers.find(({ id }) => id === nodeId);
    });
  }

  /** Resolves when every partition has all its copies in sync: the next disturbance must not meet a second one. */
  async recovered(): Promise<void> {
    await this.world.until(
      'all copies in sync',
      async () => {
        const states = await partitionsSeenBy(this.#anyPort());
        const isWhole = states.every(({ leader, replicas, inSync }) => leader >= 0 && inSync === replicas);
        return isWhole && states.length > 0 ? true : undefined;
      },
      60_000,
    );
  }

  #anyPort(): number {
    return this.brokers[0]?.port ?? 0;
  }
}

export async function startDisturbedCluster(world: World): Promise<DisturbedCluster> {
  switch (world.cluster.kind) {
    case 'apache-kafka':
      return threeOfKafka(world);
    case 'embedded':
      return oneEmbedded(world);
  }
}

async function threeOfKafka(world: World): Promise<DisturbedCluster> {
  const { brokers, nodes, stop } = await startKafka({ nodes: 3, registry: false });
  // A node that is stopped in its tracks ends by nothing but SIGKILL.
  world.after(stop);
  const members = nodes.map((node) => ({
    id: node.id,
    port: node.port,
    signal: (name: NodeJS.Signals) => node.kill(name),
    start: () => node.start(nodes.length),
  }));
  return new DisturbedCluster(world, brokers, members);
}

async function oneEmbedded(world: World): Promise<DisturbedCluster> {
  const embedded = new EmbeddedProcess({ data: path.join(await temporaryFolder(world), 'broker') });
  world.after(() => embedded.kill('SIGKILL'));
  const { brokers } = await embedded.start();
  const only = {
    id: 1,
    port: Number(brokers.split(':').at(-1)),
    signal: (name: NodeJS.Signals) => embedded.kill(name),
    start: async () => void (await embedded.start()),
  };
  return new DisturbedCluster(world, brokers, [only]);
}
