/**
 * A broker is killed while it compacts a log that is written to, repeatedly on the same data: for every key the last
 * acknowledged record exists, or one sent after it, each record at its acknowledged offset, none twice, and replaced
 * records are removed in the end. `KFW_KILLS` sets the number of kills; every run has three.
 */
import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, expect, it } from '@jest/globals';
import { compressLz4 } from '../../src/protocol/records/lz4.js';
import { batchSizeBytes, readBatchHeader } from '../../src/protocol/records/record-batch.js';
import { compressSnappy } from '../../src/protocol/records/snappy.js';
import { type BatchGiven, makeBatch } from '../log/batches.js';
import { recordsIn } from '../log/compaction/compacting.js';
import { RawClient } from '../raw-client.js';
import { temporaryFolder } from '../temporary-folder.js';
import { startBrokerProcess } from './broker-process.js';
import { type Acknowledged, createTopic, fetchFrom, produceUntilKilled } from './log-under-kills.js';

const kills = Number(process.env.KFW_KILLS ?? 3);
const topic = 'states';
const keys = 60;
/** One segment per batch, and compaction all the time. */
const settings = { 'cleanup.policy': 'compact', 'segment.ms': '1', 'min.cleanable.dirty.ratio': '0' };
const options = { compactionBackoffMs: 1 };
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const compressions: readonly Pick<BatchGiven, 'compression' | 'compress'>[] = [
  {},
  { compression: 'gzip', compress: gzipSync },
  { compression: 'snappy', compress: compressSnappy },
  { compression: 'lz4', compress: compressLz4 },
  { compression: 'zstd', compress: zstdCompressSync },
];
const began = Date.now();

/** Three records, whose values are the number of their batch; each batch has a later timestamp. */
const numbered = (number: number): Buffer =>
  makeBatch({
    keys: [0, 1, 2].map((at) => keyOf(number, at)),
    values: [0, 1, 2].map((at) => `${number} ${'x'.repeat((number * 131 + at) % 3_000)}`),
    timestamps: [began + number * 2],
    ...compressions[number % compressions.length],
  });

const keyOf = (number: number, at: number): string => `key ${(number * 7 + at * 13) % keys}`;

const sending = { topic, inFlight: 10, numbered };

interface Found {
  readonly offset: number;
  readonly key: string;
  readonly number: number;
}

const readAll = async (client: RawClient): Promise<Found[]> => {
  const found: Found[] = [];
  for (let offset = 0; ; ) {
    const { records, end } = await fetchFrom(client, topic, offset);
    for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
      const header = readBatchHeader(records, at);
      for (const record of recordsIn(records.subarray(at, at + header.sizeBytes), header)) {
        found.push({ offset: record.offset, key: record.key ?? '', number: Number(record.value?.split(' ')[0]) });
      }
      offset = header.baseOffset + header.lastOffsetDelta + 1;
    }
    if (offset === end) return found;
  }
};

const expectAll = (found: readonly Found[], acknowledged: readonly Acknowledged[]): void => {
  const offsets = found.map(({ offset }) => offset);
  expect(offsets).toEqual([...new Set(offsets)].sort((one, other) => one - other));
  const offsetOf = new Map(acknowledged.map(({ offset, number }) => [number, offset]));
  const last = new Map<string, number>();
  for (const { offset, key, number } of found) {
    const at = [0, 1, 2].find((one) => keyOf(number, one) === key) ?? -1;
    expect([at, offset]).toEqual([expect.any(Number), (offsetOf.get(number) ?? offset - at) + at]);
    last.set(key, number);
  }
  const lost = acknowledged.flatMap(({ number }) =>
    [0, 1, 2].filter((at) => (last.get(keyOf(number, at)) ?? -1) < number).map((at) => [number, at]),
  );
  expect(lost).toEqual([]);
};

/** Unfinished files of compaction. */
const leftBehind = (folder: string): string[] =>
  readdirSync(path.join(folder, 'logs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(cleaned|swap)$/.test(name),
  );

it(
  `the last record of every key exists after each of ${kills} kills`,
  async () => {
    const folder = temporaryFolder();
    const acknowledged: Acknowledged[] = [];
    let next = 0;
    let interrupted = 0;
    let found: Found[] = [];
    for (let killed = 0; ; killed++) {
      const broker = await startBrokerProcess(folder, running, options);
      const client = await RawClient.connect(broker.port);
      if (killed === 0) await createTopic(client, topic, settings);
      found = await readAll(client);
      expectAll(found, acknowledged);
      if (killed === kills) {
        // However slow the machine is: the last broker has as much time as it needs.
        while (found.length >= acknowledged.length) found = await readAll(client);
        expectAll(found, acknowledged);
        break;
      }
      const produced = await produceUntilKilled(broker, client, sending, next, 100 + ((killed * 37) % 200));
      acknowledged.push(...produced.acknowledged);
      next = produced.next;
      if (leftBehind(folder).length > 0) interrupted += 1;
    }
    const figures = `${kills} kills, ${interrupted} of them in the midst of a pass`;
    const records = `${acknowledged.length * 3} records acknowledged, ${found.length} left`;
    if (process.env.KFW_KILLS !== undefined) process.stdout.write(`${figures}, ${records}, nothing lost\n`);
  },
  30_000 + kills * 10_000,
);
