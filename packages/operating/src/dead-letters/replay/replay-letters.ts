/**
 * The replay of dead letters, batch by batch:
 *
 *   letters → skip | park | transform → send → acknowledged → remembered → next batch
 *
 * A letter is remembered as handled only after its copy was acknowledged, and one batch is in flight at a time: the run
 * after one that was killed repeats at most that batch, and nothing is lost.
 */
import { toError } from '@kfw/core';
import type { DeadLetter } from '../dead-letter.js';
import type { HandledOffsets } from '../handled-offsets.js';
import type { ScannedLetter } from '../scan-letters.js';
import type { Destination, Replaying, SendResult } from './destination.js';
import { turnOf } from './parked-topic.js';
import { type ReplayCounts, type ReplayOutcome, ReplayTally } from './replay-tally.js';
import { isRefusal } from './replay-target.js';
import { originalMessage, type ReplayedMessage } from './replayed-copy.js';

export interface ReplayOptions {
  /** Those that are selected and not handled yet, in offset order within each partition. */
  readonly letters: AsyncIterable<ScannedLetter>;
  readonly destination: Destination;
  readonly handled: Pick<HandledOffsets, 'reserve' | 'add' | 'commit'>;
  readonly parking: Parking;
  /** `null`: the message is dropped, and counts as handled. */
  readonly transform?: Transform | undefined;
  /** How many letters are tried, at most: replayed, parked, dropped by the transform, or failed. */
  readonly limit?: number | undefined;
  /** Continues after a letter that has failed; it stays unhandled, and those of its key overtake it. */
  readonly keepGoing?: boolean | undefined;
  readonly pace?: ReplayPace | undefined;
  /** Ends it after the batch that is in flight. */
  readonly signal: AbortSignal;
  /** Called after each batch. */
  readonly onProgress?: ((counts: ReplayCounts) => void) | undefined;
}

export type Transform = (message: ReplayedMessage, letter: DeadLetter) => Promise<ReplayedMessage | null>;

/** Letters that have been replayed too often go to a topic of their own. */
export interface Parking {
  /** A letter that has been replayed so often is parked, or left where it is when its topic is a parked one. */
  readonly maxReplays: number;
  /** A result for each. Never rejects. */
  park(letters: readonly DeadLetter[]): Promise<readonly SendResult[]>;
}

export interface ReplayPace {
  /** How many letters go together. */
  readonly batchSize: number;
  /** Resolves when so many more may be sent, or when the signal fires. */
  wait(count: number, signal: AbortSignal): Promise<void>;
}

/** Letters of a batch are in memory together. */
const maxBatchBytes = 8 * 1_048_576;

/** Rejects when the letters cannot be read, or when the cluster cannot remember what was handled. */
export async function replayLetters(options: ReplayOptions): Promise<ReplayOutcome> {
  const replay = new Replay(options);
  const ended = await replay.run();
  return { ...replay.tally.outcome, ended };
}

class Replay {
  readonly tally = new ReplayTally();
  #batch: ScannedLetter[] = [];
  #batchBytes = 0;

  constructor(private readonly options: ReplayOptions) {}

  async run(): Promise<ReplayOutcome['ended']> {
    const { letters, signal } = this.options;
    for await (const scanned of letters) {
      if (signal.aborted || this.#left <= 0) break;
      this.#batch.push(scanned);
      this.#batchBytes += scanned.letter.record.sizeBytes;
      if (!this.#isBatchFull) continue;
      const ended = await this.#replayBatch();
      if (ended !== undefined) return ended;
    }
    if (signal.aborted) return 'interrupted';
    return (await this.#replayBatch()) ?? (this.#left <= 0 ? 'limit' : 'done');
  }

  /** How many more may be tried. */
  get #left(): number {
    const { limit = Number.POSITIVE_INFINITY } = this.options;
    return limit - this.tally.tried;
  }

  get #isBatchFull(): boolean {
    const { destination, pace } = this.options;
    const most = Math.min(destination.maxInFlight, pace?.batchSize ?? Number.POSITIVE_INFINITY, this.#left);
    return this.#batch.length >= most || this.#batchBytes >= maxBatchBytes;
  }

  /** Returns why the run ends with this batch, if it does. */
  async #replayBatch(): Promise<ReplayOutcome['ended'] | undefined> {
    const { destination, parking, handled, keepGoing = false, pace, signal } = this.options;
    const { tally } = this;
    const batch = this.#batch;
    if (batch.length === 0) return undefined;
    this.#batch = [];
    this.#batchBytes = 0;
    const failedBefore = tally.failed;
    const { parked, replaying } = await this.#prepare(batch);
    await pace?.wait(parked.length + replaying.length, signal);
    // The batch has not been sent yet.
    if (!signal.aborted) {
      await this.#send(
        parked,
        (some) => parking.park(some.map(({ letter }) => letter)),
        () => tally.parked++,
      );
      await this.#send(
        replaying,
        (some) => destination.send(some),
        () => tally.replayed++,
      );
    }
    await handled.commit();
    this.options.onProgress?.(tally.counts);
    if (signal.aborted) return 'interrupted';
    const continues = keepGoing || destination.continuesAfterFailure;
    return tally.failed > failedBefore && !continues ? 'failed' : undefined;
  }

  /** What becomes of each letter. After a transform that fails, the rest is left out, unless the run keeps going. */
  async #prepare(batch: readonly ScannedLetter[]) {
    const { destination, handled, parking, transform, keepGoing } = this.options;
    const parked: ScannedLetter[] = [];
    const replaying: Replaying[] = [];
    for (const { letter, range } of batch) {
      const turn = turnOf(letter, parking.maxReplays);
      const target = await destination.targetOf(letter);
      if (isRefusal(target)) this.tally.refuse(target);
      else if (typeof turn === 'object') this.tally.refuse(turn);
      else if (!handled.reserve(letter.place.partition, range)) this.tally.refuse(noRoom);
      else if (turn === 'park') parked.push({ letter, range });
      else {
        try {
          const original = originalMessage(letter);
          const message = transform === undefined ? original : await transform(original, letter);
          if (message !== null) replaying.push({ letter, range, message });
          else {
            this.tally.dropped++;
            handled.add(letter.place.partition, range);
          }
        } catch (thrown) {
          this.tally.fail(letter, toError(thrown));
          if (!keepGoing) break;
        }
      }
    }
    return { parked, replaying };
  }

  /** Remembers what is acknowledged. What was not sent because of a failure is sent when the run keeps going. */
  async #send<Item extends ScannedLetter>(
    items: readonly Item[],
    send: (items: readonly Item[]) => Promise<readonly SendResult[]>,
    count: () => void,
  ): Promise<void> {
    const { handled, keepGoing, signal } = this.options;
    let rest = items;
    while (rest.length > 0) {
      const unsent: Item[] = [];
      const results = await send(rest);
      for (const [index, item] of rest.entries()) {
        const result = results[index] ?? 'unsent';
        if (result === 'unsent') unsent.push(item);
        else if (result instanceof Error) this.tally.fail(item.letter, result);
        else {
          count();
          handled.add(item.letter.place.partition, item.range);
        }
      }
      if (!keepGoing || signal.aborted || unsent.length === rest.length) return;
      rest = unsent;
    }
  }
}

/** The cluster keeps 4 KiB of ranges per partition. */
const noRoom = {
  reason: 'too many letters before it are not handled for the cluster to remember this one: handle those first',
};
