/**
 * A broker is killed while transactions of four producers are in flight, repeatedly on the same data. Each writes its
 * number to three partitions and commits it as the offset of its producer's group: a `read_committed` reader sees each
 * transaction in all of them or in none, acknowledged ones in all, and a group's offset is that of its producer's last
 * transaction. `KFW_KILLS` sets the number of kills; every run has five.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { committedValues } from '../transactions/committed-values.js';
import { type Given, TxnClient } from '../transactions/txn-client.js';
import { type BrokerProcess, startBrokerProcess } from './broker-process.js';

const kills = Number(process.env.KFW_KILLS ?? 5);
const partitions = [0, 1, 2];
const producers = [0, 1, 2, 3];
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

interface Fates {
  readonly committed: Set<number>;
  readonly aborted: Set<number>;
  /** Requests that kills left without a response. */
  readonly withoutResponse: Map<string, number>;
}

/** Of the requests of a transaction, in their order. */
const names = [
  'AddPartitionsToTxn',
  'AddOffsetsToTxn',
  ...partitions.map(() => 'Produce'),
  'TxnOffsetCommit',
  'EndTxn',
];

const producerOf = (number: number): number => number % producers.length;
/** Every third transaction of a producer is aborted. */
const isCommitted = (number: number): boolean => Math.floor(number / producers.length) % 3 > 0;

/** The requests of one transaction, the last of which ends it. */
const requestsOf = (client: TxnClient, producer: Given, sequence: number, number: number) => {
  const group = `g${producerOf(number)}`;
  return [
    () => client.addPartitions(producer, partitions),
    () => client.addOffsets(producer, group),
    ...partitions.map((partition) => async () => {
      const batch = { values: [`${number}`], baseSequence: sequence };
      return [(await client.produce(producer, batch, { partition })).code];
    }),
    () => client.commitOffsets(producer, group, { 0: number }),
    () => client.end(producer, isCommitted(number)),
  ];
};

/** One producer's transactions, one after the other, until the broker is killed. Resolves to its last number. */
const transact = async (port: number, fates: Fates, first: number, onResponse: () => void): Promise<number> => {
  const client = await TxnClient.connect(port);
  const producer = await client.begin(`producer ${producerOf(first)}`);
  for (let sequence = 0; ; sequence++) {
    const number = first + sequence * producers.length;
    for (const [at, request] of requestsOf(client, producer, sequence, number).entries()) {
      const code = await request().catch(() => undefined);
      if (code === undefined) {
        client.close();
        const name = names[at] ?? '';
        fates.withoutResponse.set(name, (fates.withoutResponse.get(name) ?? 0) + 1);
        // A commit without a response may exist, as a whole.
        return number;
      }
      for (const one of [code].flat()) expect(one).toBe(errorCodes.NONE);
      onResponse();
    }
    (isCommitted(number) ? fates.committed : fates.aborted).add(number);
  }
};

/** The broker is killed after this many responses, while requests of the other producers are in flight. */
const transactUntilKilled = async (broker: BrokerProcess, fates: Fates, first: number, killAfter: number) => {
  let responded = 0;
  let killed: Promise<void> | undefined;
  const onResponse = () => {
    responded += 1;
    if (responded === killAfter) killed = broker.kill();
  };
  const lasts = await Promise.all(producers.map((at) => transact(broker.port, fates, first + at, onResponse)));
  await killed;
  // The first number of the next round is the first producer's again.
  return (Math.floor(Math.max(...lasts) / producers.length) + 1) * producers.length;
};

const readCommitted = async (client: TxnClient, partition: number): Promise<number[]> => {
  const found: number[] = [];
  for (let offset = 0; ; ) {
    const fetched = await client.fetch(offset, { partition });
    const { values, next } = committedValues(fetched, offset);
    found.push(...values.map(Number));
    if (next === offset) {
      // Nothing is open any more: the initialized producer has ended it.
      expect(fetched.stableOffset).toBe(fetched.endOffset);
      return found;
    }
    offset = next;
  }
};

it(
  `every transaction is complete or absent after each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const fates: Fates = { committed: new Set(), aborted: new Set(), withoutResponse: new Map() };
    let next = producers.length;
    let withoutResponse = 0;
    for (let killed = 0; ; killed++) {
      const broker = await startBrokerProcess(folder, running);
      const client = await TxnClient.connect(broker.port);
      if (killed === 0) await client.createTopic('orders', partitions.length, { 'segment.bytes': '1048576' });
      for (const at of producers) await client.begin(`producer ${at}`);
      const found: number[][] = [];
      for (const partition of partitions) found.push(await readCommitted(client, partition));
      const [first = []] = found;
      const whole = first.toSorted((one, other) => one - other);
      for (const numbers of found) expect(numbers.toSorted((one, other) => one - other)).toEqual(whole);
      const seen = new Set(first);
      expect(seen.size).toBe(first.length);
      expect([...fates.committed].filter((number) => !seen.has(number))).toEqual([]);
      expect([...fates.aborted].filter((number) => seen.has(number))).toEqual([]);
      for (const at of producers) {
        const own = first.filter((number) => producerOf(number) === at);
        expect(await client.committed(`g${at}`)).toBe(own.at(-1) ?? -1);
      }
      withoutResponse = first.length - fates.committed.size;
      client.close();
      if (killed === kills) {
        await broker.kill();
        break;
      }
      next = await transactUntilKilled(broker, fates, next, 80 + killed * 13);
    }
    const { committed, aborted } = fates;
    expect(committed.size).toBeGreaterThan(kills);
    const ended = `${committed.size} transactions committed, ${aborted.size} aborted`;
    const figures = `${kills} kills, ${ended}, ${withoutResponse} committed without a response, each whole`;
    const hits = [...fates.withoutResponse].map(([name, count]) => `${name} ${count}`).join(', ');
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}; requests unanswered: ${hits}\n`);
  },
  30_000 + kills * 10_000,
);
