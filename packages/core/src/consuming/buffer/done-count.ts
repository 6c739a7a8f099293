/**
 * How many messages of a lane are done, and their bytes: computed from sums per fetched batch and from what is unfinished,
 * when asked for. Nothing is counted per message. With `manualOffsets`, where a handled message leaves memory before its mark,
 * the bytes of marked messages are those of the average message that waits for its mark: exact as soon as all are marked.
 */
import type { OffsetTracker } from './offset-tracker.js';
import type { RecordQueue } from './record-queue.js';

export interface MessageSum {
  readonly messages: number;
  /** As their batches hold them, before compression. */
  readonly bytes: number;
}

export class DoneCount {
  /** Messages that came since the lane last began at an offset. */
  #messages = 0;
  #bytes = 0;
  /** Those that were done before that. */
  #before: MessageSum = { messages: 0, bytes: 0 };
  /** Those whose bytes are attributed, with `manualOffsets`. */
  #attributed: MessageSum = { messages: 0, bytes: 0 };

  constructor(
    private readonly tracker: OffsetTracker,
    private readonly queue: RecordQueue,
    private readonly manualOffsets: boolean,
  ) {}

  /** Messages have come that the lane did not have before. */
  added({ messages, bytes }: MessageSum): void {
    this.#messages += messages;
    this.#bytes += bytes;
  }

  /** The lane is about to begin at another offset. */
  restarting(): void {
    this.#before = this.read();
    this.#attributed = { messages: 0, bytes: 0 };
    this.#messages = 0;
    this.#bytes = 0;
  }

  /** All that are done: a message that was done, and is done again after a seek, counts twice. */
  read(): MessageSum {
    const unfinished = this.tracker.countBefore(Number.POSITIVE_INFINITY);
    const messages = this.#messages - unfinished;
    const bytes = this.manualOffsets ? this.#attributedTo(messages) : this.#bytes - this.#bytesOf(unfinished);
    return { messages: this.#before.messages + messages, bytes: this.#before.bytes + bytes };
  }

  /** Unfinished messages are in memory, and so may be messages that were done before them. */
  #bytesOf(unfinished: number): number {
    const { queue, tracker } = this;
    return queue.contentBytes - queue.bytesOf((offset) => tracker.isDone(offset), queue.length - unfinished);
  }

  #attributedTo(messages: number): number {
    const { queue } = this;
    const attributed = this.#attributed;
    const dropped = this.#messages - queue.length - attributed.messages;
    const share = Math.min(messages - attributed.messages, dropped);
    if (share > 0) {
      const droppedBytes = this.#bytes - queue.contentBytes - attributed.bytes;
      this.#attributed = {
        messages: attributed.messages + share,
        bytes: attributed.bytes + Math.round((Math.max(0, droppedBytes) * share) / dropped),
      };
    }
    return this.#attributed.bytes;
  }
}
