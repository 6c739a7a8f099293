/**
 * Decompresses the records of a batch. A batch that cannot be decompressed gets a `problem` and is dispatched as it
 * is stored; nothing here throws. A compressed batch may hold a thousand times its bytes, or declare that it does:
 * `maxBatchBytes` bounds the result, whatever is declared.
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
  /** The most bytes of a decompressed batch. */
  readonly maxBatchBytes: number;
}

/** The most records that are read at once. */
export const maxRecordsAtOnce = 8_192;

/** Whether a decompressed batch is too large to be read and dispatched at once. */
export function isLarge({ problem, body, count }: RecordBatch): boolean {
  return problem === undefined && (body.length > maxSyncDecompressBytes || count > maxRecordsAtOnce);
}

/** The batch, decompressed; `undefined` when that takes long, or more memory than may be used without asking. */
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

/** As `decompressNow`, for a batch for which that returned `undefined`. */
export async function decompressInBackground(batch: RecordBatch, context: DecompressionContext): Promise<RecordBatch> {
  const codec = codecByNumber(batch.codec);
  if (codec === undefined) return batch;
  try {
    return { ...batch, body: await codec.decompress(batch.body, context.maxBatchBytes) };
  } catch (thrown) {
    return isTooLarge(thrown) ? tooLargeBatch(batch, context) : failedBatch(batch, context, thrown);
  }
}

/**
 * The memory that `decompressInBackground` may take beyond the batch: as declared; else the bound twice, for the
 * chunks and for the whole.
 */
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
