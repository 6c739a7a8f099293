/**
 * A broker is killed while batches are on their way, again and again on the same data: every batch that was
 * acknowledged is there, at the offset that was answered, byte for byte, and the log goes on without a hole.
 * `KFW_KILLS` says how often; five belong to every run.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/protocol/error-codes.js';
import { batchLastOffset, batchSizeBytes, readInt64Number } from '../../src/protocol/record-batch.js';
import { makeBatch } from '../log/batches.js';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { type BrokerProcess, startBrokerProcess } from './broker-process.js';

const kills = Number(process.env.KFW_KILLS ?? 5);
const topic = 'numbers';
/** So many requests are sent before an answer is read: the kill comes between them. */
const inFlight = 40;
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const createTopic = async (client: RawClient): Promise<void> => {
  client.send(19, 2, 0, (writer) => {
    writer.array([topic], (name) => {
      writer.string(name).int32(1).int16(1).int32(0);
      // Small segments, so that kills fall around their ends too.
      writer.array(['1048576'], (bytes) => writer.string('segment.bytes').string(bytes));
    });
    writer.int32(1_000).boolean(false);
  });
  await client.answer();
};

/** Batches of several sizes, each another. */
const numbered = (number: number): Buffer => {
  const size = 10 + ((number * 7919) % 60_000);
  return makeBatch({ values: [`${number}`, 'x'.repeat(size)] });
};

interface Acknowledged {
  readonly offset: number;
  readonly number: number;
}

/** Sends batches until the broker is gone, which is killed after `killAfter` answers. */
const produceUntilKilled = async (
  broker: BrokerProcess,
  client: RawClient,
  first: number,
  killAfter: number,
): Promise<{ acknowledged: Acknowledged[]; next: number }> => {
  const acknowledged: Acknowledged[] = [];
  let next = first;
  const send = (): void => {
    const records = numbered(next);
    client.send(0, 7, next, (writer) => {
      writer.nullableString(null).int16(-1).int32(1_000).int32(1).string(topic).int32(1).int32(0).bytes(records);
    });
    next += 1;
  };
  for (let sent = 0; sent < inFlight; sent++) send();
  let killed: Promise<void> | undefined;
  for (let answer = await client.answer(); answer !== undefined; answer = await client.answer()) {
    const { correlationId, body } = answer;
    body.array(() => {
      body.string();
      body.array(() => {
        expect([body.int32(), body.int16()]).toEqual([0, errorCodes.NONE]);
        acknowledged.push({ offset: body.int64(), number: correlationId });
        body.int64();
        body.int64();
      });
    });
    if (acknowledged.length === killAfter) killed = broker.kill();
    else send();
  }
  await killed;
  return { acknowledged, next };
};

/** Every batch by its base offset. */
const readAll = async (client: RawClient): Promise<Map<number, Buffer>> => {
  const batches = new Map<number, Buffer>();
  for (let offset = 0; ; ) {
    client.send(1, 4, 0, (writer) => {
      writer.int32(-1).int32(0).int32(0).int32(10_000_000).int8(0).int32(1).string(topic).int32(1);
      writer.int32(0).int64(offset).int32(10_000_000);
    });
    const body = (await client.answer())?.body;
    if (body === undefined) throw new Error('the broker gave no answer');
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    body.string();
    for (let skipped = 0; skipped < 2; skipped++) body.int32();
    expect(body.int16()).toBe(errorCodes.NONE);
    const end = body.int64();
    body.int64();
    body.int32();
    const records = body.bytes();
    for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
      // Without a hole: each batch begins where the one before ended.
      expect(readInt64Number(records, at)).toBe(offset);
      batches.set(offset, records.subarray(at, at + batchSizeBytes(records, at)));
      offset = batchLastOffset(records, at) + 1;
    }
    if (offset === end) return batches;
  }
};

it(
  `every acknowledged batch is there after each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const acknowledged: Acknowledged[] = [];
    let next = 0;
    for (let killed = 0; ; killed++) {
      const broker = await startBrokerProcess(folder, running);
      const client = await RawClient.connect(broker.port);
      if (killed === 0) await createTopic(client);
      const batches = await readAll(client);
      for (const { offset, number } of acknowledged) {
        const batch = batches.get(offset) ?? Buffer.alloc(0);
        const sent = numbered(number);
        expect({ offset, bytes: batch.length }).toEqual({ offset, bytes: sent.length });
        expect(batch.subarray(16).equals(sent.subarray(16))).toBe(true);
      }
      if (killed === kills) break;
      const produced = await produceUntilKilled(broker, client, next, 1 + ((killed * 37) % 90));
      expect(produced.acknowledged.length).toBeGreaterThan(0);
      acknowledged.push(...produced.acknowledged);
      next = produced.next;
    }
    const figures = `${kills} kills, ${acknowledged.length} batches acknowledged of ${next} sent, all there`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}\n`);
  },
  30_000 + kills * 10_000,
);
