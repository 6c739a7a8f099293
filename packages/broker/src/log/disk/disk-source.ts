/**
 * A log in a folder: its segments, recovered from any end of the last process; `start-offset`, set by deleting records;
 * and `cleaned-offset`, up to which the log was compacted. Everything after a damaged batch is deleted, as in Kafka: a
 * log has no holes.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProducerStates } from '../../producers/producer-state.js';
import { readMarker } from '../../protocol/records/marker.js';
import { isControl, isTransactional } from '../../protocol/records/record-batch.js';
import { fileReplacement, finishReplacements } from '../compaction/file-replacement.js';
import { LogTransactions } from '../log-transactions.js';
import { Segment } from '../segment/segment.js';
import type { SegmentSource } from '../segment/segment-source.js';
import { FileStore, segmentFile, segmentOffset } from './file-store.js';
import { type OnBatch, recoverSegment } from './recover-segment.js';
import type { TailCache } from './tail-cache.js';

const startOffsetFile = 'start-offset';
const cleanedOffsetFile = 'cleaned-offset';

export interface DiskSource extends SegmentSource {
  /** Bytes that were truncated or deleted, because a kill left them incomplete or they are damaged. */
  readonly tornBytes: number;
}

export const diskSource = (folder: string, cache: TailCache): DiskSource => {
  mkdirSync(folder, { recursive: true });
  const create = (baseOffset: number) => new Segment(baseOffset, new FileStore(folder, segmentFile(baseOffset), cache));
  const producers = new ProducerStates();
  const transactions = new LogTransactions();
  const { segments, tornBytes } = recoverAll(folder, cache, producers, transactions);
  const savedStart = readOffsetCheckpoint(join(folder, startOffsetFile));
  if ((segments.at(-1)?.endOffset ?? 0) < savedStart) {
    for (const { store } of segments.splice(0)) store.delete();
  }
  if (segments.length === 0) segments.push(create(savedStart));
  return {
    segments,
    startOffset: Math.max(savedStart, (segments[0] as Segment).baseOffset),
    producers,
    transactions,
    tornBytes,
    create,
    cleanedOffset: readOffsetCheckpoint(join(folder, cleanedOffsetFile)),
    saveStartOffset: (offset) => writeOffsetCheckpoint(join(folder, startOffsetFile), offset),
    saveCleanedOffset: (offset) => writeOffsetCheckpoint(join(folder, cleanedOffsetFile), offset),
    createReplacement: (baseOffset) => fileReplacement(folder, baseOffset),
    delete: () => rmSync(folder, { recursive: true, force: true }),
  };
};

const recoverAll = (
  folder: string,
  cache: TailCache,
  producers: ProducerStates,
  transactions: LogTransactions,
): { segments: Segment[]; tornBytes: number } => {
  const offsets = finishReplacements(folder, readdirSync(folder))
    .map(segmentOffset)
    .filter((offset) => offset !== undefined)
    .sort((a, b) => a - b);
  const segments: Segment[] = [];
  let tornBytes = 0;
  for (const offset of offsets) {
    const store = new FileStore(folder, segmentFile(offset), cache);
    if (tornBytes > 0 || offset < (segments.at(-1)?.endOffset ?? 0)) {
      tornBytes += store.sizeBytes;
      store.delete();
      continue;
    }
    const { segment, summary, cutBytes } = recoverSegment(store, offset, noteBatches(producers, transactions));
    if (summary !== undefined) {
      producers.restore(summary.producers);
      transactions.restore(summary.transactions);
    }
    tornBytes += cutBytes;
    segments.push(segment);
  }
  return { segments, tornBytes };
};

/** Updates producers and transactions from the batches of a log. */
const noteBatches =
  (producers: ProducerStates, transactions: LogTransactions): OnBatch =>
  (batch, bytes, start) => {
    const { producerId, producerEpoch, baseOffset, maxTimestamp, attributes } = batch;
    if (producerId < 0) return;
    if (isControl(attributes)) {
      producers.noteMarker(producerId, producerEpoch, maxTimestamp);
      const marker = readMarker(bytes.subarray(start, start + batch.sizeBytes), batch);
      if (marker !== undefined) transactions.noteMarker(producerId, marker === 'commit', baseOffset);
      return;
    }
    producers.note(batch, baseOffset, maxTimestamp);
    if (isTransactional(attributes)) transactions.noteBatch(producerId, baseOffset);
  };

/** Reads a file that holds one offset; 0 when there is none. */
const readOffsetCheckpoint = (file: string): number => {
  try {
    const offset = Number(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
  } catch {
    // Never written.
    return 0;
  }
};

/** Replaces the file as a whole: a kill leaves the old offset or the new one. */
const writeOffsetCheckpoint = (file: string, offset: number): void => {
  const temporary = `${file}.new`;
  writeFileSync(temporary, String(offset));
  renameSync(temporary, file);
};
