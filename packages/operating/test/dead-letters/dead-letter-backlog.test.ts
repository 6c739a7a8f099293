import { describe, expect, it } from '@jest/globals';
import { KfwError } from '@kfw/core';
import { type BacklogAdmin, DeadLetterBacklog, HandledOffsets } from '../../src/index.js';

type Committed = Awaited<ReturnType<BacklogAdmin['groupOffsets']>>;

/** A cluster with topics, as ranges of their partitions, and the handled offsets of each. */
class Cluster implements BacklogAdmin {
  readonly calls: string[] = [];
  readonly topics: Record<string, readonly (readonly [low: number, high: number])[]> = {};
  readonly committed = new Map<string, Committed>();
  onCall: (call: string) => void = () => {};

  async listTopics() {
    this.#called('listTopics');
    return Object.keys(this.topics);
  }

  async offsetRanges(topics: readonly string[]) {
    this.#called(`offsetRanges ${topics}`);
    return topics.flatMap((topic) => {
      const partitions = this.topics[topic];
      if (partitions === undefined) throw new KfwError('KFW_TOPIC_UNKNOWN', topic);
      return partitions.map(([low, high], partition) => ({ topic, partition, low, high }));
    });
  }

  async groupOffsets(group: string) {
    this.#called(`groupOffsets ${group}`);
    return this.committed.get(group) ?? [];
  }

  async setGroupOffsets(group: string, offsets: Parameters<BacklogAdmin['setGroupOffsets']>[1]) {
    this.committed.set(group, [...offsets]);
    return [];
  }

  #called(call: string): void {
    this.calls.push(call);
    this.onCall(call);
  }
}

async function handle(cluster: Cluster, topic: string, partition: number, ...offsets: number[]): Promise<void> {
  const handled = await HandledOffsets.load(cluster, topic);
  for (const offset of offsets) handled.add(partition, { from: offset, end: offset + 1 });
  await handled.commit();
}

const { signal } = new AbortController();

describe('the backlog of dead letters', () => {
  it('is all that is readable and not handled, in order or out of it', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [
      [0, 10],
      [4, 6],
      [3, 3],
    ];
    cluster.topics['b.dlq'] = [[0, 5]];
    await handle(cluster, 'a.dlq', 0, 0, 1, 2, 7);
    const counts = await new DeadLetterBacklog(cluster, ['a.dlq', 'b.dlq']).count(signal);
    expect(Object.fromEntries(counts)).toEqual({ 'a.dlq': 6 + 2, 'b.dlq': 5 });
  });

  it('does not count what retention deleted, nor as handled what a topic of the same name held before', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [[5, 10]];
    await handle(cluster, 'a.dlq', 0, 0, 1, 5, 6);
    const backlog = new DeadLetterBacklog(cluster, ['a.dlq']);
    expect((await backlog.count(signal)).get('a.dlq')).toBe(3);
    cluster.topics['a.dlq'] = [[0, 3]];
    expect((await backlog.count(signal)).get('a.dlq')).toBe(3);
  });

  it('is 0 for a topic that does not exist, which is looked for without creating it', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [[0, 1]];
    const backlog = new DeadLetterBacklog(cluster, ['a.dlq', 'b.dlq']);
    expect(Object.fromEntries(await backlog.count(signal))).toEqual({ 'a.dlq': 1, 'b.dlq': 0 });
    cluster.topics['b.dlq'] = [[0, 2]];
    expect(Object.fromEntries(await backlog.count(signal))).toEqual({ 'a.dlq': 1, 'b.dlq': 2 });
  });

  it('takes one request for all topics once they exist, and one for each that has letters', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [[0, 1]];
    cluster.topics['b.dlq'] = [[2, 2]];
    const backlog = new DeadLetterBacklog(cluster, ['a.dlq', 'b.dlq']);
    await backlog.count(signal);
    cluster.calls.length = 0;
    await backlog.count(signal);
    expect(cluster.calls).toEqual(['offsetRanges a.dlq,b.dlq', 'groupOffsets kfw-dlq.a.dlq']);
  });

  it('fails once for a topic that was deleted, and then counts it as missing', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [[0, 1]];
    const backlog = new DeadLetterBacklog(cluster, ['a.dlq']);
    await backlog.count(signal);
    delete cluster.topics['a.dlq'];
    await expect(backlog.count(signal)).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
    expect((await backlog.count(signal)).get('a.dlq')).toBe(0);
  });

  it('begins no request once its signal has fired', async () => {
    const cluster = new Cluster();
    cluster.topics['a.dlq'] = [[0, 1]];
    const stopping = new AbortController();
    cluster.onCall = () => stopping.abort(new Error('stopped'));
    const backlog = new DeadLetterBacklog(cluster, ['a.dlq']);
    await expect(backlog.count(stopping.signal)).rejects.toThrow('stopped');
    expect(cluster.calls).toEqual(['listTopics']);
  });
});
