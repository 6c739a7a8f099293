/**
 * Unpacks the records of a batch. What cannot be unpacked becomes a batch with a `problem` and is handed over as it is
 * stored; nothing here throws. A batch that is compressed may hold a thousand times its bytes, or say so: how much comes
 * out is bounded by `maxBatchBytes`, whatever was declared.
 */
import { toError } from '@kfw/core';
import { isTooLarge } from '../compression/codec.js';
import { codecName, codecOf, isCompressed } from '../compression/codecs.js';
import { isSmall, nowBytes } from '../compression/small.js';
import { transportError } from '../errors.js';
import type { RecordBatch } from './record-batches.js';

export interface Opening {
  readonly topic: string;
  readonly partition: number;
  /** The most that a batch may hold unpacked. */
  readonly maxBatchBytes: number;
}

/** Most records that are read in one go. */
export const mostRecordsAtOnce = 8_192;

/** Whether an open batch is more than is read and handed over in one go. */
export function isLarge({ problem, body, count }: RecordBatch): boolean {
  return problem === undefined && (body.length > nowBytes || count > mostRecordsAtOnce);
}

/** The batch unpacked; `undefined` when that takes long, and more memory than is taken without asking. */
export function openNow(batch: RecordBatch, opening: Opening): RecordBatch | undefined {
  const { codec, body, problem } = batch;
  const { maxBatchBytes } = opening;
  if (problem !== undefined) return batch;
  if (!isCompressed(codec)) return body.length > maxBatchBytes ? tooLarge(batch, opening) : batch;
  const known = codecOf(codec);
  if (known === undefined) {
    return { ...batch, problem: transportError('KFW_COMPRESSION_UNKNOWN', { ...placeOf(batch, opening), codec }) };
  }
  try {
    if (!isSmall(known, body)) return undefined;
    return { ...batch, body: known.unpackNow(body, Math.min(nowBytes, maxBatchBytes)) };
  } catch (thrown) {
    if (!isTooLarge(thrown)) return failed(batch, opening, thrown);
    return maxBatchBytes <= nowBytes ? tooLarge(batch, opening) : undefined;
  }
}

/** As `openNow`, for a batch that it leaves alone. */
export async function openAside(batch: RecordBatch, opening: Opening): Promise<RecordBatch> {
  const codec = codecOf(batch.codec);
  if (codec === undefined) return batch;
  try {
    return { ...batch, body: await codec.unpack(batch.body, opening.maxBatchBytes) };
  } catch (thrown) {
    return isTooLarge(thrown) ? tooLarge(batch, opening) : failed(batch, opening, thrown);
  }
}

/** What `openAside` may take beside the batch: as much as it declares; else as it may hold, first in pieces and then whole. */
export function bytesToOpen({ codec, body }: RecordBatch, { maxBatchBytes }: Opening): number {
  const known = codecOf(codec);
  if (known === undefined) return 0;
  return Math.min(known.declaredBytes(body) ?? 2 * maxBatchBytes, 2 * maxBatchBytes);
}

function placeOf({ baseOffset }: RecordBatch, { topic, partition }: Opening) {
  return { topic, partition, offset: baseOffset };
}

function tooLarge(batch: RecordBatch, opening: Opening): RecordBatch {
  const { maxBatchBytes } = opening;
  const facts = { codec: codecName(batch.codec), maxBatchBytes };
  return { ...batch, problem: transportError('KFW_BATCH_TOO_LARGE', { ...placeOf(batch, opening), ...facts }) };
}

function failed(batch: RecordBatch, opening: Opening, thrown: unknown): RecordBatch {
  const facts = { codec: codecName(batch.codec), reason: toError(thrown).message };
  return { ...batch, problem: transportError('KFW_DECOMPRESSION_FAILED', { ...placeOf(batch, opening), ...facts }) };
}
