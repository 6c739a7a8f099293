/**
 * Three brokers, of which one at a time is killed or stopped. The leaders are requested from the others, by a
 * client of our own: not by one that is under test.
 */
import { coordinatorOf, eventually, type KafkaCluster, type PartitionState, partitionsSeenBy } from '@kfw/test-cluster';

const askEveryMs = 20;
const leadersWithinMs = 60_000;
const leadsWithinMs = 30_000;
const inSyncWithinMs = 120_000;

export type BrokerNode = KafkaCluster['nodes'][number];

export class Brokers {
  constructor(private readonly cluster: KafkaCluster) {}

  node(index: number): BrokerNode {
    const node = this.cluster.nodes[index % this.cluster.nodes.length];
    if (node === undefined) throw new Error('a cluster has nodes');
    return node;
  }

  /** The partitions that a broker leads, as another one reports them. */
  async ledBy({ id }: BrokerNode): Promise<PartitionState[]> {
    return (await this.#askOthers(id)).filter(({ leader }) => leader === id);
  }

  /** Resolves when one of the others names another leader for each of those; with the time of that answer. */
  async othersLead(gone: BrokerNode, led: readonly PartitionState[]): Promise<number> {
    const names = new Set(led.map(nameOf));
    const found = async (): Promise<number | undefined> => {
      const seen = await this.#askOthers(gone.id);
      const moved = seen.filter((state) => names.has(nameOf(state)) && state.leader >= 0 && state.leader !== gone.id);
      return moved.length === names.size ? Date.now() : undefined;
    };
    return eventually(`leaders without broker ${gone.id}`, found, { deadlineMs: leadersWithinMs, everyMs: askEveryMs });
  }

  /** Resolves when the broker leads some of a topic again: after a restart, leadership comes back after a while. */
  async leadsAgain(node: BrokerNode, topic: string): Promise<void> {
    const leads = async () => ((await this.ledBy(node)).some((state) => state.topic === topic) ? true : undefined);
    await eventually(`broker ${node.id} to lead`, leads, { deadlineMs: leadsWithinMs, everyMs: 200 });
  }

  /** The broker that takes a group's commits. */
  coordinatorOf(group: string): Promise<number> {
    const [first] = this.cluster.nodes;
    return coordinatorOf(first?.port ?? 0, group);
  }

  async start(node: BrokerNode): Promise<void> {
    await node.start(this.cluster.nodes.length);
  }

  /** Resolves when every partition has all its copies in sync: only then another broker may go. */
  async allInSync(): Promise<void> {
    const recovered = async (): Promise<true | undefined> => {
      const answers = await Promise.all(this.cluster.nodes.map(({ port }) => partitionsSeenBy(port)));
      const whole = answers.flat().every(({ leader, replicas, inSync }) => leader >= 0 && inSync === replicas);
      return whole ? true : undefined;
    };
    await eventually('all copies to be in sync', recovered, { deadlineMs: inSyncWithinMs, everyMs: 200 });
  }

  async #askOthers(gone: number): Promise<PartitionState[]> {
    const others = this.cluster.nodes.filter(({ id }) => id !== gone);
    return Promise.any(others.map(({ port }) => partitionsSeenBy(port)));
  }
}

const nameOf = ({ topic, partition }: PartitionState): string => `${topic}/${partition}`;
