/**
 * The broker dies at each step that it takes on disk, and in the middle of each write; then another one opens the
 * files. It always starts, and clients see the state before or after the interrupted request, nothing in between. The
 * same holds when the start itself is interrupted.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Broker, startBroker } from '../../src/index.js';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { TxnClient } from '../transactions/txn-client.js';
import { Admin } from './admin.js';
import { type DyingFileSystem, dieAfter } from './dying-file-system.js';
import { snapshotOf } from './snapshot.js';

const groups = ['readers', 'payers', 'gone'];
const retentionEveryMs = 300_000;
const large = 'x'.repeat(600_000);

interface Clients {
  readonly broker: Broker;
  readonly raw: RawClient;
  readonly client: TxnClient;
  readonly admin: Admin;
}

/** One request, whose code must be 0 if there is a response. */
type Step = (clients: Clients) => Promise<unknown>;

const plain = { producerId: -1, epoch: -1 };
const inNone = { attributes: 0, producerId: -1, producerEpoch: -1, baseSequence: -1 };
const inTransaction = { id: 'payments', producerId: 0 };
const note = (value: string, partition = 0, topic = 'orders'): Step => {
  return async ({ client }) => (await client.produce(plain, { ...inNone, values: [value] }, { partition, topic })).code;
};
const pay = (value: string, partition: number, epoch: number, sequence = 0): Step => {
  const batch = { values: [value], baseSequence: sequence };
  return async ({ client }) => (await client.produce({ ...inTransaction, epoch }, batch, { partition })).code;
};
const transaction = (epoch: number, offset: number, isCommit: boolean): Step[] => [
  async ({ client }) => (await client.begin('payments')).code,
  ({ client }) => client.addPartitions({ ...inTransaction, epoch }, [0, 1]),
  ({ client }) => client.addOffsets({ ...inTransaction, epoch }, 'payers'),
  pay(`paid ${offset}`, 0, epoch),
  pay(`sent ${offset}`, 1, epoch),
  ({ client }) => client.commitOffsets({ ...inTransaction, epoch }, 'payers', { 0: offset, 1: offset }),
  ({ client }) => client.end({ ...inTransaction, epoch }, isCommit),
];

const workloads: Readonly<Record<string, readonly Step[]>> = {
  'topics, settings, records and groups': [
    ({ admin }) => admin.create('orders', 2, { 'segment.bytes': '1048576' }),
    note('first'),
    note('second'),
    note('third', 1),
    ({ admin }) => admin.grow('orders', 3),
    note('fourth', 2),
    ({ admin }) => admin.configure('orders', { 'retention.ms': '-1' }),
    ({ admin }) => admin.commit('readers', 'orders', [1, 1, 0], 'read'),
    ({ admin }) => admin.commit('readers', 'orders', [2, 1, 1]),
    ({ admin }) => admin.commit('gone', 'orders', [1]),
    ({ admin }) => admin.deleteRecords('orders', 0, 1),
    ({ admin }) => admin.deleteGroup('gone'),
    ({ admin }) => admin.create('short-lived', 2),
    note('soon gone', 1, 'short-lived'),
    ({ admin }) => admin.commit('readers', 'short-lived', [0, 1]),
    ({ admin }) => admin.delete('short-lived'),
    ({ admin }) => admin.create('short-lived', 1),
  ],
  transactions: [
    ({ admin }) => admin.create('orders', 2),
    ...transaction(0, 5, true),
    ...transaction(1, 6, false),
    // Begun, and aborted when the next producer initializes.
    ...transaction(2, 7, true).slice(0, -1),
    ...transaction(4, 8, true),
  ],
  'segments that roll, and retention that deletes them': [
    ({ admin }) => admin.create('orders', 1, { 'segment.bytes': '1048576', 'retention.bytes': '1000000' }),
    note(large),
    note(`${large}1`),
    note(`${large}22`),
    async ({ broker }) => broker.clock.advance(retentionEveryMs) ?? 0,
    note('behind'),
    ({ admin }) => admin.deleteRecords('orders', 0, 4),
  ],
};

const endings: (() => Promise<unknown>)[] = [];
let fileSystem: DyingFileSystem | undefined;

const endAll = async (): Promise<void> => {
  for (const end of endings.splice(0).reverse()) await end();
  fileSystem?.restore();
  fileSystem = undefined;
};
afterEach(endAll);

const open = async (dataFolder: string): Promise<Clients> => {
  const broker = await startBroker({ dataFolder, autoCreateTopics: false });
  // A killed process cannot close its files in order.
  endings.push(() => broker.stop().catch(() => undefined));
  const raw = await RawClient.connect(broker.port);
  const client = await TxnClient.connect(broker.port);
  endings.push(async () => [raw.close(), client.close()]);
  return { broker, raw, client, admin: new Admin(raw) };
};

const seenIn = async (folder: string): Promise<string[]> => {
  fileSystem = dieAfter(Number.POSITIVE_INFINITY);
  const { raw, client } = await open(folder);
  const seen = await snapshotOf(raw, client, groups);
  const topics = JSON.parse(readFileSync(join(folder, 'topics.json'), 'utf8')) as { topics: { partitions: number }[] };
  const partitions = topics.topics.reduce((sum, topic) => sum + topic.partitions, 0);
  const logs = join(folder, 'logs');
  // Nothing is left of topics that do not exist.
  expect(existsSync(logs) ? readdirSync(logs).length : 0).toBe(partitions);
  await endAll();
  return seen;
};

/** The files that a killed process leaves; its own folder is still locked by this one. */
const copyOf = (folder: string): string => {
  const copy = join(temporaryFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  return copy;
};

/** Runs the workload until its end or death; returns the number of responses, whose codes are all right. */
const work = async (
  folder: string,
  steps: readonly Step[],
  lastStep: number,
  onResponse: () => void = () => undefined,
): Promise<{ responded: number; isDead: boolean }> => {
  const dying = dieAfter(lastStep);
  fileSystem = dying;
  let responded = 0;
  try {
    const clients = await open(folder);
    onResponse();
    for (const step of steps) {
      const codes = [await step(clients)].flat();
      if (dying.isDead) break;
      expect(codes.filter((code) => code !== 0)).toEqual([]);
      responded += 1;
      onResponse();
    }
  } catch (error) {
    if (!dying.isDead) throw error;
  }
  return { responded, isDead: dying.isDead };
};

/** What clients see after each request of the workload, first before any request. */
const statesOf = async (steps: readonly Step[]): Promise<string[][]> => {
  const folder = temporaryFolder();
  const copies: string[] = [];
  await work(folder, steps, Number.POSITIVE_INFINITY, () => copies.push(copyOf(folder)));
  await endAll();
  const states: string[][] = [];
  for (const copy of copies) states.push(await seenIn(copy));
  return states;
};

const stepsOf = async (steps: readonly Step[]): Promise<number> => {
  await work(temporaryFolder(), steps, Number.POSITIVE_INFINITY);
  const taken = fileSystem?.steps ?? 0;
  await endAll();
  return taken;
};

describe.each(Object.entries(workloads))('a kill during %s', (_, steps) => {
  it('leaves each request done or not done', async () => {
    const states = await statesOf(steps);
    expect(states).toHaveLength(steps.length + 1);
    for (let lastStep = 0, isOver = false; !isOver; lastStep++) {
      const folder = temporaryFolder();
      const { responded, isDead } = await work(folder, steps, lastStep);
      isOver = !isDead;
      const copy = copyOf(folder);
      await endAll();
      // Without its catalog there is nothing yet, as in the first state.
      const seen = await seenIn(copy);
      const step = `after ${lastStep} steps, ${responded} requests answered`;
      const whole = [states[responded], states[responded + 1]].map((state) => ({ step, seen: state }));
      expect(whole).toContainEqual({ step, seen });
      for (const done of [folder, copy]) rmSync(done, { recursive: true });
    }
  }, 120_000);

  it('and a kill during the next start changes nothing', async () => {
    const before = temporaryFolder();
    const { responded } = await work(before, steps, (await stepsOf(steps)) - 4);
    const killed = copyOf(before);
    await endAll();
    const seen = await seenIn(copyOf(killed));
    expect(responded).toBeGreaterThan(0);
    for (let lastStep = 0, isOver = false; !isOver; lastStep++) {
      const again = copyOf(killed);
      isOver = !(await work(again, [], lastStep)).isDead;
      const copy = copyOf(again);
      await endAll();
      expect({ lastStep, seen: await seenIn(copy) }).toEqual({ lastStep, seen });
      for (const done of [again, copy]) rmSync(done, { recursive: true });
    }
  }, 120_000);
});
