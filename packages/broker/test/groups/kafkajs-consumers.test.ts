/** Consumers of an independent client as members of a group. Time passes by the broker's clock only. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { apiKeys, type Broker } from '../../src/index.js';
import { Writer } from '../../src/protocol/writer.js';
import { temporaryFolder } from '../temporary-folder.js';
import { useBroker } from '../use-broker.js';

const sessionMs = 6_000;
const start = useBroker();
const consumers: Consumer[] = [];

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.disconnect()));
});

function clientOf(broker: Broker): Kafka {
  const retry = { initialRetryTime: 20, retries: 20 };
  return new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING, retry });
}

interface Member {
  readonly consumer: Consumer;
  readonly values: string[];
  /** Resolves with the assigned partitions when it has joined and they are as expected. */
  assigned(matches: (partitions: readonly number[]) => boolean): Promise<readonly number[]>;
  /** Resolves when it has received `count` values. */
  got(count: number): Promise<void>;
}

/** Joins the group `readers` of the topic `orders`. */
async function member(broker: Broker): Promise<Member> {
  const consumer = clientOf(broker).consumer({
    groupId: 'readers',
    sessionTimeout: sessionMs,
    heartbeatInterval: 50,
    maxWaitTimeInMs: 50,
  });
  consumers.push(consumer);
  const values: string[] = [];
  const looks = new Set<() => void>();
  let partitions: readonly number[] = [];
  const lookAgain = (): void => {
    for (const look of looks) look();
  };
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        looks.delete(look);
        resolve();
      };
      looks.add(look);
      look();
    });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    partitions = payload.memberAssignment.orders ?? [];
    lookAgain();
  });
  await consumer.connect();
  await consumer.subscribe({ topics: ['orders'], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      values.push(String(message.value));
      lookAgain();
    },
  });
  return {
    consumer,
    values,
    async assigned(matches) {
      await until(() => matches(partitions));
      return partitions;
    },
    got: (count) => until(() => values.length >= count),
  };
}

async function send(broker: Broker, partition: number, ...values: string[]): Promise<void> {
  const producer = clientOf(broker).producer();
  await producer.connect();
  await producer.send({ topic: 'orders', messages: values.map((value) => ({ value, partition })) });
  await producer.disconnect();
}

const some = (partitions: readonly number[]) => partitions.length === 2;
const all = (partitions: readonly number[]) => partitions.length === 4;

describe('kafkajs consumers of one group', () => {
  it('share the partitions, and take over those of a leaving member', async () => {
    const { broker } = await start({ defaultPartitions: 4 });
    await send(broker, 0, 'first');
    const first = await member(broker);
    await first.assigned(all);
    const second = await member(broker);
    const shares = await Promise.all([first.assigned(some), second.assigned(some)]);
    expect(shares.flat().toSorted()).toEqual([0, 1, 2, 3]);
    await second.consumer.disconnect();
    expect(await first.assigned(all)).toHaveLength(4);
    await send(broker, 3, 'last');
    await first.got(2);
    expect(first.values).toEqual(['first', 'last']);
  });

  it('take over the partitions of a killed member when its session is over, not before', async () => {
    const { broker, connect } = await start({ defaultPartitions: 4 });
    await send(broker, 0, 'first');
    const survivor = await member(broker);
    await survivor.assigned(all);
    const killed = await connect();
    killed.send(apiKeys.JoinGroup, 2, 1, joinAsKafkajs);
    await killed.response();
    killed.close();
    await survivor.assigned(some);

    broker.clock.advance(sessionMs / 2);
    await heartbeat(broker);
    expect(await members(broker)).toBe(2);
    broker.clock.advance(sessionMs / 2);
    await survivor.assigned(all);
    expect(await members(broker)).toBe(1);
  });

  it('continue where they were after a restart of the broker, on disk and in memory', async () => {
    for (const dataFolder of [undefined, temporaryFolder()]) {
      const { broker } = await start({ ...(dataFolder !== undefined && { dataFolder }) });
      await send(broker, 0, 'a', 'b');
      const before = await member(broker);
      await before.got(2);
      await before.consumer.disconnect();
      await broker.restart();
      await send(broker, 0, 'c');
      const after = await member(broker);
      await after.got(1);
      expect(after.values).toEqual(['c']);
    }
  });

  it('rejoin by themselves when the broker no longer knows them', async () => {
    const { broker } = await start();
    await send(broker, 0, 'a');
    const reader = await member(broker);
    await reader.got(1);
    await heartbeat(broker);
    await broker.restart();
    await send(broker, 0, 'b');
    await reader.got(2);
    expect(reader.values.at(-1)).toBe('b');
  });
});

/** A member with the protocols of kafkajs, disconnected after it has joined. */
function joinAsKafkajs(writer: Writer): void {
  const subscription = new Writer()
    .int16(0)
    .array(['orders'], (topic, to) => to.string(topic))
    .bytes(Buffer.alloc(0));
  writer.string('readers').int32(sessionMs).int32(60_000).string('').string('consumer');
  writer.array(['RoundRobinAssigner'], (name) => {
    writer.string(name).bytes(Buffer.concat(subscription.frame()).subarray(4));
  });
}

/** Resolves when the broker has responded to a heartbeat that was sent after the call. */
function heartbeat(broker: Broker): Promise<void> {
  return new Promise((resolve) => {
    const stopLooking = broker.intercept(apiKeys.Heartbeat, async ({ next }) => {
      stopLooking();
      const response = await next();
      resolve();
      return response;
    });
  });
}

async function members(broker: Broker): Promise<number> {
  const admin = clientOf(broker).admin();
  await admin.connect();
  const { groups } = await admin.describeGroups(['readers']);
  await admin.disconnect();
  return groups.flatMap((group) => group.members).length;
}
