/**
 * Reads the dead letters that a filter selects, in order within each partition, up to the end as it is when the scan
 * begins. Letters that have been handled are left out, unless `handled` is.
 */
import { type TopicReader, toError } from '@kfw/core';
import { operatingError } from '../errors.js';
import { type DeadLetter, type Place, parseDeadLetter } from './dead-letter.js';
import type { HandledOffsets } from './handled-offsets.js';
import type { OffsetRange } from './offset-ranges.js';
import { type LetterFilter, matchesFilter } from './selection.js';

export interface LetterScan {
  readonly topic: string;
  readonly reader: TopicReader;
  readonly filter?: LetterFilter | undefined;
  /** So many letters at most. */
  readonly limit?: number | undefined;
  /** Letters that these have are left out. */
  readonly handled?: HandledOffsets | undefined;
  /** Where each partition ends, to repeat an earlier scan; by default its end offset. */
  readonly ends?: ReadonlyMap<number, number> | undefined;
  /** Ends the scan as if there were no more letters, and closes the reader. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the total is known, and after each batch. */
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined;
  /** The filter threw: the letter is not selected, and the scan continues. */
  readonly onFilterError?: ((failure: FilterFailure) => void) | undefined;
}

/** `position` of `total` offsets have been read; not every offset holds a letter. */
export interface ScanProgress {
  readonly position: number;
  readonly total: number;
  readonly scanned: number;
  /** Of these; those before the first that is not handled are not scanned. */
  readonly handled: number;
  readonly selected: number;
}

export interface FilterFailure {
  readonly place: Place;
  readonly error: Error;
}

/** A letter, and the offsets that are handled with it: its own, and those before it that hold no message. */
export interface ScannedLetter {
  readonly letter: DeadLetter;
  readonly range: OffsetRange;
}

/** Closes the reader at its end. Throws `KFW_PARTITION_NOT_FOUND`, and what the reader throws. */
export async function* scanLetters(scan: LetterScan): AsyncGenerator<ScannedLetter, undefined> {
  const { reader, signal } = scan;
  // Closed again below, where it throws.
  const close = () => void reader.close().catch(() => undefined);
  signal?.addEventListener('abort', close, { once: true });
  try {
    if (!signal?.aborted) yield* readLetters(scan);
  } catch (thrown) {
    if (!signal?.aborted) throw thrown;
  } finally {
    signal?.removeEventListener('abort', close);
    await reader.close();
  }
  return undefined;
}

async function* readLetters(scan: LetterScan): AsyncGenerator<ScannedLetter, undefined> {
  const { topic, reader, filter = {}, handled, signal, onProgress, onFilterError } = scan;
  const limit = scan.limit ?? Number.POSITIVE_INFINITY;
  const spans = await spansOf(scan);
  const total = spans.reduce((sum, { from, end }) => sum + end - from, 0);
  const next = new Map(spans.map(({ partition, from }) => [partition, from]));
  const progress = { position: 0, total, scanned: 0, handled: 0, selected: 0 };
  onProgress?.({ ...progress });
  for await (const { partition, records } of reader.read(spans)) {
    for (const record of records) {
      if (signal?.aborted || progress.selected >= limit) return undefined;
      const from = next.get(partition) ?? record.offset;
      const end = (record.lastOffset ?? record.offset) + 1;
      next.set(partition, end);
      progress.position += end - from;
      progress.scanned++;
      if (handled?.has(partition, record.offset)) {
        progress.handled++;
        continue;
      }
      const letter = parseDeadLetter({ topic, partition }, record);
      try {
        if (!(await matchesFilter(filter, letter))) continue;
      } catch (thrown) {
        onFilterError?.({ place: letter.place, error: toError(thrown) });
        continue;
      }
      progress.selected++;
      yield { letter, range: { from, end } };
    }
    onProgress?.({ ...progress });
  }
  if (signal?.aborted) return undefined;
  for (const { partition, end } of spans) {
    const from = next.get(partition) ?? end;
    if (from < end) handled?.noteEmptyTail(partition, { from, end });
  }
  onProgress?.({ ...progress, position: total });
  return undefined;
}

/** The end offsets of now, for scans that see the same letters. */
export async function endsOf(reader: TopicReader): Promise<ReadonlyMap<number, number>> {
  const ranges = await reader.offsets(await reader.partitions());
  return new Map(ranges.map(({ partition, high }) => [partition, high]));
}

/** Where each partition is read: from its first letter that has not been handled, and no letter before `since`. */
async function spansOf({ topic, reader, filter = {}, handled, ends }: LetterScan) {
  const { since, offset, partition: wanted } = filter;
  const existing = await reader.partitions();
  const partitions = wanted === undefined ? existing : existing.filter((partition) => partition === wanted);
  if (wanted !== undefined && partitions.length === 0) {
    throw operatingError('KFW_PARTITION_NOT_FOUND', { topic, missing: [wanted], last: existing.length - 1 });
  }
  const starts = since === undefined ? [] : await reader.offsetsAt(partitions, since.getTime());
  const ranges = await reader.offsets(partitions);
  const spans = ranges.map(({ partition, low, high }) => {
    handled?.fitInto(partition, low, high);
    const bySince = since === undefined ? low : (starts.find((each) => each.partition === partition)?.offset ?? high);
    const from = Math.max(low, handled?.frontier(partition) ?? low, bySince, offset ?? low);
    const end = Math.min(high, ends?.get(partition) ?? high, offset === undefined ? high : offset + 1);
    return { partition, from, end };
  });
  return spans.filter(({ from, end }) => from < end);
}
