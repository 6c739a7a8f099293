/**
 * A broker is killed while transactions are on their way, again and again on the same data. Each writes its number to
 * three partitions and commits it as a group's offset: a reader of committed records sees each transaction in all of
 * them or in none, those that were answered to be committed in all, and the group's offset is that of the last.
 * `KFW_KILLS` says how often; five belong to every run.
 */
import type { ChildProcess } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { temporaryFolder } from '../temporary-folder.js';
import { committedValues } from '../transactions/committed-values.js';
import { type Given, TxnClient } from '../transactions/txn-client.js';
import { type BrokerProcess, startBrokerProcess } from './broker-process.js';

const kills = Number(process.env.KFW_KILLS ?? 5);
const partitions = [0, 1, 2];
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

interface Fates {
  readonly committed: Set<number>;
  readonly aborted: Set<number>;
}

/** The requests of one transaction, the last of which ends it; every third is aborted. */
const requestsOf = (client: TxnClient, producer: Given, sequence: number, number: number) => [
  () => client.addPartitions(producer, partitions),
  () => client.addOffsets(producer, 'g'),
  ...partitions.map((partition) => async () => {
    const batch = { values: [`${number}`], baseSequence: sequence };
    return [(await client.produce(producer, batch, { partition })).code];
  }),
  () => client.commitOffsets(producer, 'g', { 0: number }),
  () => client.end(producer, isCommitted(number)),
];
const isCommitted = (number: number): boolean => number % 3 > 0;

/**
 * Transactions, one after the other, until the broker is gone: it is killed once `killAfter` requests were answered and
 * another one has been sent. Resolves to the next number.
 */
const transactUntilKilled = async (broker: BrokerProcess, fates: Fates, first: number, killAfter: number) => {
  const client = await TxnClient.connect(broker.port);
  const producer = await client.begin();
  let answered = 0;
  for (let number = first; ; number++) {
    for (const request of requestsOf(client, producer, number - first, number)) {
      const answer = request();
      if (answered === killAfter) {
        const codes = await Promise.all([answer.catch(() => undefined), setImmediate().then(() => broker.kill())]);
        client.close();
        // What was not answered may be there, whole; of the last request the answer may have come.
        if (codes[0] === errorCodes.NONE) (isCommitted(number) ? fates.committed : fates.aborted).add(number);
        return number + 1;
      }
      for (const code of [await answer].flat()) expect(code).toBe(errorCodes.NONE);
      answered += 1;
    }
    (isCommitted(number) ? fates.committed : fates.aborted).add(number);
  }
};

const readCommitted = async (client: TxnClient, partition: number): Promise<number[]> => {
  const found: number[] = [];
  for (let offset = 0; ; ) {
    const fetched = await client.fetch(offset, { partition });
    const { values, next } = committedValues(fetched, offset);
    found.push(...values.map(Number));
    if (next === offset) {
      // Nothing is open any more: the producer that began anew has seen to that.
      expect(fetched.stableOffset).toBe(fetched.endOffset);
      return found;
    }
    offset = next;
  }
};

it(
  `every transaction is whole or not there after each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const fates: Fates = { committed: new Set(), aborted: new Set() };
    let next = 1;
    let unanswered = 0;
    for (let killed = 0; ; killed++) {
      const broker = await startBrokerProcess(folder, running);
      const client = await TxnClient.connect(broker.port);
      if (killed === 0) await client.createTopic('orders', partitions.length, { 'segment.bytes': '1048576' });
      await client.begin();
      const [first = [], ...others] = await Promise.all([
        readCommitted(client, 0),
        TxnClient.connect(broker.port).then((another) => readCommitted(another, 1)),
        TxnClient.connect(broker.port).then((another) => readCommitted(another, 2)),
      ]);
      for (const other of others) expect(other).toEqual(first);
      expect(new Set(first).size).toBe(first.length);
      for (const number of fates.committed) expect(first).toContain(number);
      for (const number of fates.aborted) expect(first).not.toContain(number);
      expect(await client.committed('g')).toBe(first.at(-1) ?? -1);
      unanswered = first.length - fates.committed.size;
      client.close();
      if (killed === kills) {
        await broker.kill();
        break;
      }
      // Seven requests a transaction: the kill falls on each of them in turn, first on the one that ends it.
      next = await transactUntilKilled(broker, fates, next, 20 + killed * 6);
    }
    const { committed, aborted } = fates;
    expect(committed.size).toBeGreaterThan(kills);
    const ended = `${committed.size} transactions committed, ${aborted.size} aborted`;
    const figures = `${kills} kills, ${ended}, ${unanswered} committed without an answer, each whole`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}\n`);
  },
  30_000 + kills * 10_000,
);
