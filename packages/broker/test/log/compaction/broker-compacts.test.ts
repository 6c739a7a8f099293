/** A broker compacts by its clock, also after a restart, and emits events about it and about unreadable batches. */
import { describe, expect, it } from '@jest/globals';
import type { BrokerOptions } from '../../../src/index.js';
import type { RawClient } from '../../raw-client.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { useBroker } from '../../use-broker.js';
import { type BatchGiven, makeBatch } from '../batches.js';

const start = useBroker();
const topic = 'states';
const week = 604_800_000;

const createTopic = async (client: RawClient, settings: Readonly<Record<string, string>>): Promise<void> => {
  client.send(19, 2, 0, (writer) => {
    writer.array([topic], (name) => {
      writer.string(name).int32(1).int16(1).int32(0);
      writer.array(Object.entries(settings), ([key, value]) => writer.string(key).string(value));
    });
    writer.int32(1_000).boolean(false);
  });
  await client.response();
};

const setPolicy = async (client: RawClient, policy: string): Promise<void> => {
  client.send(44, 0, 0, (writer) => {
    writer.array([topic], (name) => {
      writer.int8(2).string(name);
      writer.array([policy], (value) => writer.string('cleanup.policy').int8(0).nullableString(value));
    });
    writer.boolean(false);
  });
  await client.response();
};

/** Resolves to the code. */
const produce = async (client: RawClient, given: BatchGiven): Promise<number> => {
  const records = makeBatch(given);
  client.send(0, 7, 0, (writer) => {
    writer.nullableString(null).int16(-1).int32(1_000).int32(1).string(topic).int32(1).int32(0).bytes(records);
  });
  const body = (await client.response())?.body;
  body?.int32();
  body?.string();
  for (let skipped = 0; skipped < 2; skipped++) body?.int32();
  return body?.int16() ?? -1;
};

describe.each([undefined, 'disk'])('a broker (%s)', (place) => {
  const started = async () => {
    const options: BrokerOptions = place === undefined ? {} : { dataFolder: temporaryFolder() };
    const test = await start(options);
    return { ...test, client: await test.connect() };
  };

  it('has compacted when its clock has been advanced', async () => {
    const { broker, client, events, connect } = await started();
    await createTopic(client, { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0.9' });
    // More than a week between two records closes a segment.
    for (const at of [3, 2, 1, 0]) {
      expect(await produce(client, { keys: ['a'], timestamps: [broker.clock.now() - at * 2 * week] })).toBe(0);
    }
    await broker.restart();
    expect(events.filter(({ type }) => type === 'log-compacted')).toEqual([]);
    broker.clock.advance(15_000);
    const compacted = { type: 'log-compacted', topic, partition: 0, cleanedOffset: 3 };
    expect(events.filter(({ type }) => type === 'log-compacted')).toMatchObject([compacted]);
    await broker.restart();
    broker.clock.advance(60_000);
    expect(events.filter(({ type }) => type === 'log-compacted')).toHaveLength(1);
    const again = await connect();
    expect(await produce(again, { keys: ['a'], timestamps: [broker.clock.now()] })).toBe(0);
  });

  it('reports unreadable batches', async () => {
    const { broker, client, events } = await started();
    await createTopic(client, { 'min.cleanable.dirty.ratio': '0' });
    const broken = { keys: ['a'], compression: 'lz4' as const, timestamps: [broker.clock.now() - 4 * week] };
    expect(await produce(client, broken)).toBe(0);
    await setPolicy(client, 'compact');
    expect(await produce(client, broken)).toBe(87);
    expect(await produce(client, { keys: ['a'], timestamps: [broker.clock.now()] })).toBe(0);
    broker.clock.advance(15_000);
    const compactionEvents = events.filter(({ type }) => /compact|unreadable/.test(type));
    expect(compactionEvents).toMatchObject([
      { type: 'log-compacted', cleanedOffset: 1 },
      { type: 'batches-unreadable', topic, partition: 0, batches: 1, firstOffset: 0 },
    ]);
  });
});
