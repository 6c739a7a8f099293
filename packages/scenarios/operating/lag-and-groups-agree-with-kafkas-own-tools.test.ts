/**
 * Groups of every kind on one cluster, described by kfw and by Apache Kafka's own tool: the same numbers. Only a broker of
 * Apache Kafka has groups of the new protocol (KIP-848).
 */
import path from 'node:path';
import { expect } from '@jest/globals';
import { startJava, type World } from '@kfw/test-cluster';
import { Kafka, logLevel } from 'kafkajs';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { transportTo } from '../src/clusters/transport-to.js';
import {
  describeMembers,
  describeOffsets,
  describeStates,
  listedGroups,
} from '../src/operating/consumer-group-command.js';
import { TransactionalSender } from '../src/operating/transactional-topic.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [88, 101],
  "lag and groups agree with Kafka's own tools",
  async (world) => {
    const payments = await paymentsInTransactions(world);
    const users = await world.createTopic('users', { partitions: 2 });
    const groups = [
      await ofKfw(world, users),
      await ofKafkajs(world, users),
      await withoutMembers(world, { [payments]: { 0: 2, 1: 1 }, [users]: { 0: 100 } }),
      ...(world.cluster.kind === 'embedded' ? [] : [await ofNewProtocol(world, payments)]),
    ];

    const lag = await rowsOf<Lag>(world, ['lag', ...groups]);
    const described = await rowsOf<Group>(world, ['groups', 'describe', ...groups]);
    const listed = await rowsOf<Listed>(world, ['groups', 'list']);

    // kfw also shows partitions that a group without members has committed nothing for.
    const expected = await describeOffsets(world, groups);
    expect(expected).toHaveLength(groups.length === 3 ? 7 : 10);
    const known = new Set(expected.map(placeOf));
    const isKnown = (row: { committed: number | null; group: string; topic: string; partition: number }) =>
      known.has(placeOf(row)) || row.committed !== null;
    expect(sorted(lag.filter(isKnown).map(({ lagSeconds: _age, ...row }) => row))).toEqual(
      sorted(expected.map(({ memberId: _id, host: _host, clientId: _client, ...row }) => row)),
    );
    const offsets = described.flatMap(({ group, members, offsets: ofGroup }) =>
      ofGroup.map(({ topic, partition, committed, end, lag: messages, memberId }) => {
        const { host = null, clientId = null } = members.find((member) => member.memberId === memberId) ?? {};
        return { group, topic, partition, committed, end, lag: messages, memberId, host, clientId };
      }),
    );
    expect(sorted(offsets.filter(isKnown))).toEqual(sorted(expected));

    const members = described.flatMap(({ group, members: ofGroup }) =>
      ofGroup.map(({ memberId, host, clientId, partitions }) => ({
        group,
        memberId,
        host,
        clientId,
        partitions: partitions.length,
      })),
    );
    expect(members).toHaveLength(groups.length - 1);
    expect(sorted(members)).toEqual(sorted(await describeMembers(world, groups)));

    const states = described.map(({ group, coordinator: { id, host, port }, assignor, state, members: all }) => ({
      group,
      coordinator: `${host}:${port} (${id})`,
      assignor: assignor || null,
      state,
      members: all.length,
    }));
    expect(sorted(states)).toEqual(sorted(await describeStates(world, groups)));

    const names = (await listedGroups(world)).filter((name) => groups.includes(name));
    expect(names.sort()).toEqual([...groups].sort());
    const summaries = listed.filter(({ group }) => groups.includes(group));
    expect(sorted(summaries.map(({ group, state, members: count }) => ({ group, state, members: count })))).toEqual(
      sorted(states.map(({ group, state, members: count }) => ({ group, state, members: count }))),
    );
  },
  { timeoutMs: 180_000 },
);

interface Lag {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly committed: number | null;
  readonly end: number;
  readonly lag: number | null;
  readonly lagSeconds: number | null;
}

interface Group {
  readonly group: string;
  readonly state: string;
  readonly assignor: string;
  readonly coordinator: { readonly id: number; readonly host: string; readonly port: number };
  readonly members: readonly {
    readonly memberId: string;
    readonly clientId: string;
    readonly host: string;
    readonly partitions: readonly unknown[];
  }[];
  readonly offsets: readonly (Omit<Lag, 'group' | 'lagSeconds'> & { readonly memberId: string | null })[];
}

interface Listed {
  readonly group: string;
  readonly state: string;
  readonly members: number;
}

async function rowsOf<Row>(world: World, args: readonly string[]): Promise<Row[]> {
  const { code, json, errors } = await runKfw(world, [...args, '--json']);
  expect([code, errors]).toEqual([0, expect.not.stringContaining('error')]);
  return [...json()] as Row[];
}

function placeOf({ group, topic, partition }: Pick<Lag, 'group' | 'topic' | 'partition'>): string {
  return `${group} ${topic}[${partition}]`;
}

function sorted<Row>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/** Partition 0: committed, aborted and committed messages; 1: committed ones; 2: those of an open transaction. */
async function paymentsInTransactions(world: World): Promise<string> {
  const topic = await world.createTopic('payments', { partitions: 3 });
  const sender = await TransactionalSender.open(world, 'payments');
  await sender.commit({ topic, partition: 0, messages: 3 });
  await sender.abort({ topic, partition: 0, messages: 2 });
  await sender.commit({ topic, partition: 0, messages: 1 });
  await sender.commit({ topic, partition: 1, messages: 2 });
  const open = await (await TransactionalSender.open(world, 'open')).leaveOpen({ topic, partition: 2, messages: 2 });
  world.after(() => open.abort());
  return topic;
}

/** A running group of kfw that has handled all messages of partition 0, and has nothing to commit for partition 1. */
async function ofKfw(world: World, topic: string): Promise<string> {
  @Payload(text())
  class Reader extends Consumer {
    process(_message: Message<string>): void {}
  }
  const clientId = world.name('shop');
  const group = `${clientId}_readers`;
  const routes = drawRoutes(({ consumerGroup }) => {
    consumerGroup('readers', (drawn) => drawn.topic(topic, { consumer: Reader }));
  });
  const { app } = await startApp(world, { clientId, routes });
  await deliverTexts(app, topic, ['a', 'b', 'c'], { partition: 0 });
  await world.until('the messages committed', async () => {
    const offsets = await app.admin.groupOffsets(group, [topic]);
    return offsets.some(({ offset }) => offset === 3) || undefined;
  });
  return group;
}

/** A running group of kafkajs that commits nothing. */
async function ofKafkajs(world: World, topic: string): Promise<string> {
  const groupId = world.name('kafkajs');
  const brokers = world.cluster.brokers.split(',');
  const consumer = new Kafka({ clientId: world.name('other'), brokers, logLevel: logLevel.NOTHING }).consumer({
    groupId,
  });
  const joined = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve());
  await consumer.connect();
  world.after(() => consumer.disconnect());
  await consumer.subscribe({ topic });
  await consumer.run({ autoCommit: false, eachMessage: async () => undefined });
  await world.waitFor('the group of kafkajs', joined.promise);
  return groupId;
}

/** A group that some program has committed offsets for, one of them beyond the end. */
async function withoutMembers(
  world: World,
  committed: Readonly<Record<string, Readonly<Record<number, number>>>>,
): Promise<string> {
  const group = world.name('nobody');
  const { admin } = transportTo(world);
  for (const [topic, partitions] of Object.entries(committed)) {
    const offsets = Object.entries(partitions).map(([partition, offset]) => ({ partition: Number(partition), offset }));
    await admin.setGroupOffsets(
      group,
      offsets.map((each) => ({ topic, ...each })),
    );
  }
  return group;
}

/** A member of Java's consumer in the new protocol, at committed offsets before messages, a marker and the open transaction. */
async function ofNewProtocol(world: World, topic: string): Promise<string> {
  const group = world.name('java');
  const source = path.join(__dirname, 'consumer-protocol-member.java');
  const offsets = ['0=6', '1=2', '2=0'];
  const member = await startJava(world, source, [
    world.cluster.brokers,
    topic,
    group,
    world.name('java'),
    '3',
    ...offsets,
  ]);
  await member.lines.first('its commit', (line) => line === 'committed', 60_000);
  return group;
}
