/**
 * A broker is killed while batches are in flight, repeatedly on the same data: every acknowledged batch exists at the
 * acknowledged offset, byte for byte, and the log continues without a hole. `KFW_KILLS` sets the number of kills; every
 * run has five.
 */
import type { ChildProcess } from 'node:child_process';
import { afterEach, expect, it } from '@jest/globals';
import { batchLastOffset, batchSizeBytes, readInt64Number } from '../../src/protocol/records/record-batch.js';
import { makeBatch } from '../log/batches.js';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { startBrokerProcess } from './broker-process.js';
import { type Acknowledged, createTopic, fetchFrom, produceUntilKilled } from './log-under-kills.js';

const kills = Number(process.env.KFW_KILLS ?? 5);
const topic = 'numbers';
/** Small segments, so that kills also happen around their ends. */
const settings = { 'segment.bytes': '1048576' };
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Batches of several sizes, all different. */
const numbered = (number: number): Buffer => {
  const size = 10 + ((number * 7919) % 60_000);
  return makeBatch({ values: [`${number}`, 'x'.repeat(size)] });
};

const sending = { topic, inFlight: 40, numbered };

/** Every batch by its base offset. */
const readAll = async (client: RawClient): Promise<Map<number, Buffer>> => {
  const batches = new Map<number, Buffer>();
  for (let offset = 0; ; ) {
    const { records, end } = await fetchFrom(client, topic, offset);
    for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
      // Without a hole: each batch begins where the previous one ended.
      expect(readInt64Number(records, at)).toBe(offset);
      batches.set(offset, records.subarray(at, at + batchSizeBytes(records, at)));
      offset = batchLastOffset(records, at) + 1;
    }
    if (offset === end) return batches;
  }
};

it(
  `every acknowledged batch exists after each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const acknowledged: Acknowledged[] = [];
    let next = 0;
    for (let killed = 0; ; killed++) {
      const broker = await startBrokerProcess(folder, running);
      const client = await RawClient.connect(broker.port);
      if (killed === 0) await createTopic(client, topic, settings);
      const batches = await readAll(client);
      for (const { offset, number } of acknowledged) {
        const batch = batches.get(offset) ?? Buffer.alloc(0);
        const sent = numbered(number);
        expect({ offset, bytes: batch.length }).toEqual({ offset, bytes: sent.length });
        expect(batch.subarray(16).equals(sent.subarray(16))).toBe(true);
      }
      if (killed === kills) break;
      const produced = await produceUntilKilled(broker, client, sending, next, 1 + ((killed * 37) % 90));
      expect(produced.acknowledged.length).toBeGreaterThan(0);
      acknowledged.push(...produced.acknowledged);
      next = produced.next;
    }
    const figures = `${kills} kills, ${acknowledged.length} batches acknowledged of ${next} sent, all there`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}\n`);
  },
  30_000 + kills * 10_000,
);
