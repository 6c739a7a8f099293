import { expect, it, jest } from '@jest/globals';
import type { Source, SourceHandlers, SourceOptions, Transactions, Transport } from '../../../src/ports/transport.js';
import { mapTopics } from '../../../src/routing/names/mapped-transport.js';

const mapper = {
  toCluster: (topic: string) => `acme-${topic}`,
  fromCluster: (topic: string) => (topic.startsWith('acme-') ? topic.slice(5) : undefined),
};

/** Records what is asked of the cluster's side. */
function rig() {
  const asked: unknown[] = [];
  let options: SourceOptions | undefined;
  let handlers: SourceHandlers | undefined;
  const source: Partial<Source> = {
    start: async (given) => {
      handlers = given;
    },
    pause: (partitions) => void asked.push(partitions),
    commit: async (offsets) => {
      asked.push(offsets);
      return { stale: offsets };
    },
  };
  const transport = {
    source: (given: SourceOptions) => {
      options = given;
      return source;
    },
    reader: ({ topic }: { topic: string }) => asked.push(topic),
    sink: () => ({
      topicInfo: (topic: string) => asked.push(topic),
      send: async (batches: readonly { topic: string }[]) => batches.map(({ topic }) => ({ topic, ok: true })),
    }),
  };
  return {
    transport: transport as unknown as Transport,
    asked,
    options: () => options,
    handlers: () => handlers,
  };
}

it('is the transport itself without a mapper', () => {
  const { transport } = rig();
  expect(mapTopics(transport, undefined)).toBe(transport);
});

it('subscribes by the names on the cluster, and lets patterns see those of the code', () => {
  const { transport, options } = rig();
  const topics = [
    { topic: 'users', startFrom: 'latest' as const },
    { topic: /^orders/, startFrom: 'earliest' as const },
  ];
  mapTopics(transport, mapper).source({ topics } as unknown as SourceOptions);
  const [named, pattern] = options()?.topics ?? [];
  expect(named).toEqual({ topic: 'acme-users', startFrom: 'latest' });
  expect(typeof pattern?.topic === 'object' && pattern.topic.test('acme-orders.eu')).toBe(true);
  expect(typeof pattern?.topic === 'object' && pattern.topic.test('orders.eu')).toBe(false);
});

it("takes a topic that the mapper stumbles over for another app's, and says so once", () => {
  const { transport, options } = rig();
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const strict = {
    ...mapper,
    fromCluster(topic: string) {
      if (!topic.startsWith('acme-')) throw Object.defineProperty(new Error(), 'message', { get: () => topic.at(-1) });
      return topic.slice(5);
    },
  };
  mapTopics(transport, strict).source({
    topics: [{ topic: /^orders/, startFrom: 'earliest' }],
  } as unknown as SourceOptions);
  const [pattern] = options()?.topics ?? [];
  const test = (topic: string) => typeof pattern?.topic === 'object' && pattern.topic.test(topic);
  expect(['acme-orders.eu', 'orders.eu', 'orders.eu'].map(test)).toEqual([true, false, false]);
  expect(warn.mock.calls).toEqual([[expect.stringContaining('threw for "orders.eu", which counts as not the app')]]);
  warn.mockRestore();
});

it('translates both ways: what is asked of the cluster, and what comes from it', async () => {
  const { transport, asked, handlers } = rig();
  const source = mapTopics(transport, mapper).source({ topics: [] } as unknown as SourceOptions);
  const heard: unknown[] = [];
  await source.start({
    onBatch: (batch) => heard.push(batch.topic),
    onAssigned: ({ partitions }) => heard.push(...partitions),
  } as Partial<SourceHandlers> as SourceHandlers);
  handlers()?.onAssigned({ generation: 1, partitions: [{ topic: 'acme-users', partition: 3 }] });
  handlers()?.onBatch({ topic: 'acme-users' } as never);
  expect(heard).toEqual([{ topic: 'users', partition: 3 }, 'users']);

  const offset = { topic: 'users', partition: 3, offset: 7, generation: 1 };
  source.pause([offset]);
  expect(await source.commit([offset])).toEqual({ stale: [offset] });
  const onCluster = { ...offset, topic: 'acme-users' };
  expect(asked).toEqual([[onCluster], [onCluster]]);
});

it('sends to the names on the cluster and reports those of the code', async () => {
  const { transport, asked } = rig();
  const sink = mapTopics(transport, mapper).sink({} as never);
  sink.topicInfo('users');
  expect(asked).toEqual(['acme-users']);
  expect(await sink.send([{ topic: 'users', partition: 0, records: [] }])).toEqual([{ topic: 'users', ok: true }]);
});

it('reads the topic of that name on the cluster', () => {
  const { transport, asked } = rig();
  mapTopics(transport, mapper).reader({ topic: 'users' } as never);
  expect(asked).toEqual(['acme-users']);
});

it('uses the names on the cluster in its transactions, and those of the code for offsets', async () => {
  const asked: unknown[] = [];
  const transactions: Transactions = {
    fence: async (id) => void asked.push(id),
    begin: async () => ({
      send: async (batches) => batches.map(({ topic, partition }) => ({ topic, partition, ok: true, baseOffset: 0 })),
      sendOffsets: async (consumed) => void asked.push(consumed),
      commit: async () => undefined,
      abort: async () => undefined,
    }),
    committedOffsets: async (_group, partitions) =>
      partitions.map((partition) => {
        asked.push(partition);
        return { ...partition, offset: 7, metadata: 'of 7' };
      }),
  };
  const mapped = mapTopics({ ...rig().transport, transactions }, mapper).transactions;
  await mapped.fence('id');
  const transaction = await mapped.begin('id');
  const place = { topic: 'users', partition: 0 };
  expect(await transaction.send([{ ...place, records: [] }])).toMatchObject([place]);
  const member = { memberId: 'm', generation: 2 };
  await transaction.sendOffsets({ group: 'g', offsets: [{ ...place, offset: 3 }], member });
  expect(await mapped.committedOffsets('g', [place])).toEqual([{ ...place, offset: 7, metadata: 'of 7' }]);
  const onCluster = { topic: 'acme-users', partition: 0 };
  expect(asked).toEqual(['id', { group: 'g', offsets: [{ ...onCluster, offset: 3 }], member }, onCluster]);
});
