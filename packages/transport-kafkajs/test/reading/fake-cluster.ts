/** A cluster of kafkajs as far as a reading needs it: leaders that move, and answers to fetches by script. */

import type { FetchedPartition, FetchResponse } from '../../src/fetching/fetch-response.js';
import type { Cluster, FetchTarget } from '../../src/kafkajs/internals.js';
import { encodeBatch } from '../support/encode-batch.js';

export interface Asked {
  readonly nodeId: number;
  /** The offset that was asked for, by partition. */
  readonly offsets: Readonly<Record<number, number>>;
}

export type Respond = (asked: Asked) => FetchResponse | Promise<FetchResponse>;

export interface FakeCluster {
  readonly cluster: Cluster;
  readonly asked: Asked[];
  /** By partition; read again when metadata is refreshed. */
  leaders: Record<number, number>;
}

export function fakeCluster(leaders: Record<number, number>, respond: Respond): FakeCluster {
  let known = { ...leaders };
  const fake: FakeCluster = { cluster: undefined as never, asked: [], leaders };
  const brokerOf = (nodeId: number) => ({
    lookupRequest: () => (options: { topics: FetchTarget[] }) => ({
      request: { apiVersion: 11, options },
      response: undefined as never,
    }),
    connectionPool: {
      async send({ request }: { request: { options: { topics: FetchTarget[] } } }) {
        const { topics } = request.options;
        const offsets = topics[0]?.partitions.map(({ partition, fetchOffset }) => [partition, Number(fetchOffset)]);
        const asked = { nodeId, offsets: Object.fromEntries(offsets ?? []) };
        fake.asked.push(asked);
        return respond(asked);
      },
    },
    disconnect: async () => undefined,
  });
  const refresh = async () => {
    known = { ...fake.leaders };
  };
  const cluster = {
    refreshMetadata: refresh,
    refreshMetadataIfNecessary: refresh,
    findBroker: async ({ nodeId }: { nodeId: number }) => brokerOf(nodeId),
    findTopicPartitionMetadata: () =>
      Object.entries(known).map(([partition, leader]) => ({ partitionId: Number(partition), leader })),
  };
  return Object.assign(fake, { cluster: cluster as unknown as Cluster });
}

/** What a broker answers for one partition: records from an offset on. */
export async function records(
  partition: number,
  from: number,
  values: readonly string[],
  over: Partial<FetchedPartition> = {},
): Promise<FetchedPartition> {
  const sent = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  const recordSet = values.length === 0 ? Buffer.alloc(0) : await encodeBatch({ records: sent, baseOffset: from });
  return {
    topic: 'users',
    partition,
    errorCode: 0,
    highWatermark: 100,
    lastStableOffset: 100,
    aborted: [],
    recordSet,
    ...over,
  };
}

export async function response(
  partitions: readonly (FetchedPartition | Promise<FetchedPartition>)[],
  clientSideThrottleTime = 0,
): Promise<FetchResponse> {
  return { clientSideThrottleTime, errorCode: 0, partitions: await Promise.all(partitions) };
}
