/**
 * Unpacks the records of a batch. What cannot be unpacked becomes a batch with a `problem` and is handed over as it is
 * stored; nothing here throws. A batch that is compressed may hold a thousand times its bytes, or say so: how much comes
 * out is bounded by `maxBatchBytes`, whatever was declared.
 */
import { toError } from '@kfw/core';
import { isTooLarge } from '../compression/compression-codec.js';
import { codecByNumber, codecName, isCompressed } from '../compression/compression-codecs.js';
import { isSmall, maxSyncDecompressBytes } from '../compression/is-small.js';
import { transportError } from '../errors.js';
import type { RecordBatch } from './record-batches.js';

export interface DecompressionContext {
  readonly topic: string;
  readonly partition: number;
  /** The most that a batch may hold unpacked. */
  readonly maxBatchBytes: number;
}

/** Most records that are read in one go. */
export const maxRecordsAtOnce = 8_192;

/** Whether an open batch is more than is read and handed over in one go. */
export function isLarge({ problem, body, count }: RecordBatch): boolean {
  return problem === undefined && (body.length > maxSyncDecompressBytes || count > maxRecordsAtOnce);
}

/** The batch unpacked; `undefined` when that takes long, and more memory than is taken without asking. */
export function decompressNow(batch: RecordBatch, context: DecompressionContext): RecordBatch | undefined {
  const { codec, body, problem } = batch;
  const { maxBatchBytes } = context;
  if (problem !== undefined) return batch;
  if (!isCompressed(codec)) return body.length > maxBatchBytes ? tooLargeBatch(batch, context) : batch;
  const known = codecByNumber(codec);
  if (known === undefined) {
    return { ...batch, problem: transportError('KFW_COMPRESSION_UNKNOWN', { ...locationOf(batch, context), codec }) };
  }
  try {
    if (!isSmall(known, body)) return undefined;
    return { ...batch, body: known.decompressSync(body, Math.min(maxSyncDecompressBytes, maxBatchBytes)) };
  } catch (thrown) {
    if (!isTooLarge(thrown)) return failedBatch(batch, context, thrown);
    return maxBatchBytes <= maxSyncDecompressBytes ? tooLargeBatch(batch, context) : undefined;
  }
}

/** As `decompressNow`, for a batch that it leaves alone. */
export async function decompressInBackground(batch: RecordBatch, context: DecompressionContext): Promise<RecordBatch> {
  const codec = codecByNumber(batch.codec);
  if (codec === undefined) return batch;
  try {
    return { ...batch, body: await codec.decompress(batch.body, context.maxBatchBytes) };
  } catch (thrown) {
    return isTooLarge(thrown) ? tooLargeBatch(batch, context) : failedBatch(batch, context, thrown);
  }
}

/** What `decompressInBackground` may take beside the batch: as much as it declares; else as it may hold, first in pieces and then whole. */
export function bytesToDecompress({ codec, body }: RecordBatch, { maxBatchBytes }: DecompressionContext): number {
  const known = codecByNumber(codec);
  if (known === undefined) return 0;
  return Math.min(known.declaredBytes(body) ?? 2 * maxBatchBytes, 2 * maxBatchBytes);
}

function locationOf({ baseOffset }: RecordBatch, { topic, partition }: DecompressionContext) {
  return { topic, partition, offset: baseOffset };
}

function tooLargeBatch(batch: RecordBatch, context: DecompressionContext): RecordBatch {
  const { maxBatchBytes } = context;
  const details = { codec: codecName(batch.codec), maxBatchBytes };
  return { ...batch, problem: transportError('KFW_BATCH_TOO_LARGE', { ...locationOf(batch, context), ...details }) };
}

function failedBatch(batch: RecordBatch, context: DecompressionContext, thrown: unknown): RecordBatch {
  const details = { codec: codecName(batch.codec), reason: toError(thrown).message };
  return {
    ...batch,
    problem: transportError('KFW_DECOMPRESSION_FAILED', { ...locationOf(batch, context), ...details }),
  };
}
