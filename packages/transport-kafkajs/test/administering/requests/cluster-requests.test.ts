import { describe, expect, it } from '@jest/globals';
import { ClusterRequests } from '../../../src/administering/requests/cluster-requests.js';
import { untilVisible } from '../../../src/administering/requests/until-visible.js';
import type { Broker, Metadata } from '../../../src/kafkajs/internals.js';
import { createErrorFromCode } from '../../../src/kafkajs/kafkajs-errors.js';

const codes = { unknownTopic: 3, leaderNotAvailable: 5, notLeader: 6, topicRefused: 29 };

/** The broker that was chosen, by its id. */
type FakeBroker = Pick<Broker, 'nodeId'>;

const topicOf = (topic: string, leaders: readonly number[], topicErrorCode = 0) => ({
  topic,
  topicErrorCode,
  partitionMetadata: leaders.map((leader, partitionId) => ({ partitionId, leader, replicas: [], isr: [] })),
});

const metadataOf = (...topicMetadata: Metadata['topicMetadata'][number][]): Metadata => ({
  brokers: [1, 2].map((nodeId) => ({ nodeId, host: 'h', port: 9 })),
  controllerId: 2,
  topicMetadata,
});

function requestsOn(metadata: (topics: readonly string[]) => Promise<Metadata>, known = 2) {
  const brokers = {
    known,
    metadata,
    connectionTo: async (nodeId: number) => ({ broker: { nodeId } as FakeBroker }),
    requestFromAny: async (send: (broker: FakeBroker) => unknown) => send({ nodeId: 9 }),
  };
  const limits = { requestTimeoutMs: 1, brokerTimeoutMs: 1, retryForMs: 0, signal: new AbortController().signal };
  return new ClusterRequests(brokers as unknown as ConstructorParameters<typeof ClusterRequests>[0], limits);
}

const partition = (topic: string, number: number) => ({ topic, partition: number });

describe('a request to leaders', () => {
  const metadata = metadataOf(
    topicOf('a', [1, 2, -1]),
    topicOf('b', [1], codes.leaderNotAvailable),
    topicOf('c', [], codes.topicRefused),
  );

  it('goes to each leader once, with its partitions', async () => {
    const asked: unknown[] = [];
    const partitions = [partition('a', 0), partition('a', 1), partition('b', 0)];
    const outcomes = await requestsOn(async () => metadata).toLeaders(
      partitions,
      metadata,
      async (broker, ofLeader) => {
        asked.push([broker.nodeId, ofLeader.map(({ topic }) => topic)]);
        return new Map(ofLeader.map((each) => [`${each.partition} ${each.topic}`, broker.nodeId]));
      },
    );
    expect(asked).toEqual([
      [1, ['a', 'b']],
      [2, ['a']],
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({ '0 a': 1, '1 a': 2, '0 b': 1 });
  });

  it('has an error for each partition without a leader', async () => {
    const partitions = [partition('a', 2), partition('a', 3), partition('c', 0), partition('d', 0)];
    const outcomes = await requestsOn(async () => metadata).toLeaders(partitions, metadata, async () => new Map());
    expect([...outcomes.values()].map((error) => String(error))).toEqual(
      [
        createErrorFromCode(codes.leaderNotAvailable),
        new Error('the topic has 3 partitions'),
        createErrorFromCode(codes.topicRefused),
        createErrorFromCode(codes.unknownTopic),
      ].map(String),
    );
  });

  it('is retried where the leader does not know a partition that the metadata knows', async () => {
    const outcomes = await requestsOn(async () => metadata).toLeaders(
      [partition('a', 0)],
      metadata,
      async () => new Map([['0 a', createErrorFromCode(codes.unknownTopic)]]),
    );
    expect(outcomes.get('0 a')).toMatchObject({ type: 'NOT_LEADER_FOR_PARTITION', retriable: true });
  });
});

describe('metadata', () => {
  it('is requested by one call after another', async () => {
    let pending = 0;
    const requests = requestsOn(async ([topic = '']) => {
      expect(++pending).toBe(1);
      await new Promise(setImmediate);
      pending--;
      return metadataOf(topicOf(topic, [1]));
    });
    const both = await Promise.all([requests.metadata(['a']), requests.metadata(['b'])]);
    expect(both.map(({ topicMetadata }) => topicMetadata[0]?.topic)).toEqual(['a', 'b']);
  });

  it('names the controller, or any broker stands in for it', async () => {
    const nodeIdOf = async ({ nodeId }: FakeBroker) => nodeId;
    expect(await requestsOn(async () => metadataOf()).toController(nodeIdOf)).toBe(2);
    expect(await requestsOn(async () => ({ ...metadataOf(), controllerId: -1 })).toController(nodeIdOf)).toBe(9);
  });
});

describe('a change', () => {
  it('is waited for at every broker, apart from one that does not respond', async () => {
    const checks: (number | null)[] = [];
    await untilVisible(
      requestsOn(async () => metadataOf()),
      async ({ nodeId }) => {
        checks.push(nodeId);
        if (nodeId === 2) throw new Error('down');
        return checks.filter((each) => each === 1).length === 3;
      },
    );
    expect(checks.filter((each) => each === 1)).toHaveLength(3);
    expect(checks.filter((each) => each === 2)).toHaveLength(1);
  });
});
