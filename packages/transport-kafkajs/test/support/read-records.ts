/** All records of a record set, whatever its batches are compressed with, as a fetch buffer returns them. */
import type { RawRecord } from '@kfw/core';
import { FetchBuffer, type Slice } from '../../src/fetching/fetch-buffer.js';
import { readBatches } from '../../src/record-batch/record-batches.js';

export interface ReadOptions {
  readonly from?: number;
  readonly maxBatchBytes?: number;
}

const place = { topic: 'users', partition: 2 };

export async function readSlices(recordSet: Buffer, options: ReadOptions = {}): Promise<Slice[]> {
  const { from = 0, maxBatchBytes = 2 ** 26 } = options;
  const batches = readBatches(recordSet, place, from);
  const buffer = new FetchBuffer({ ...place, maxBatchBytes, memory: undefined }, from);
  const next = batches.at(-1)?.nextOffset ?? from;
  buffer.add({ next, highWatermark: next, batches, sizeBytes: recordSet.length });
  const slices: Slice[] = [];
  for (let taken = buffer.take(); taken !== undefined; taken = buffer.take()) {
    if (taken instanceof Promise) await taken;
    else slices.push(taken);
  }
  return slices;
}

export async function readAll(recordSet: Buffer, options: ReadOptions = {}): Promise<RawRecord[]> {
  return (await readSlices(recordSet, options)).flatMap(({ records }) => records);
}
