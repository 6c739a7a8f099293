/**
 * Sends messages in their order, in batches, at a pace if there is one. Some batches are in flight at a time. It stops
 * taking messages at the first failure or when its signal fires, and says up to which message everything is acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pace } from '../pace/pace.js';

export interface SendRequest<Message> {
  /** Lists of any size. What is left when sending stops is not taken. */
  readonly lists: AsyncIterable<readonly Message[]>;
  /** Sends a batch, after those before it; resolves when all of it is acknowledged. */
  deliver(batch: readonly Message[]): Promise<unknown>;
  readonly pace?: Pace | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of acknowledged messages. */
  readonly onProgress?: ((sent: number) => void) | undefined;
  /** Waits for the pace. Default: a timer. */
  readonly wait?: ((ms: number, signal: AbortSignal | undefined) => Promise<unknown>) | undefined;
}

export interface SendReport<Message> {
  /** How many are acknowledged; with a failure some of them may be after `last`. */
  readonly sent: number;
  /** The last message up to which all are acknowledged. */
  readonly last: Message | undefined;
  /** Why a batch was not delivered as a whole; some of its messages may have been. */
  readonly failure: unknown;
}

const batchSize = 1_000;
const batchesInFlight = 4;

/** Rejects only with what `lists` throws, when what is in flight has ended. */
export async function sendInOrder<Message>(request: SendRequest<Message>): Promise<SendReport<Message>> {
  const sending = new Sending(request);
  try {
    await sending.run();
  } finally {
    await sending.settle();
  }
  return sending.report;
}

interface InFlight<Message> {
  readonly batch: readonly Message[];
  /** The failure, or `delivered`. */
  readonly outcome: Promise<unknown>;
}

const delivered = Symbol('delivered');

class Sending<Message> {
  readonly #inFlight: InFlight<Message>[] = [];
  #sent = 0;
  #last: Message | undefined;
  #failure: unknown;
  #hasFailed = false;

  constructor(private readonly request: SendRequest<Message>) {}

  get report(): SendReport<Message> {
    return { sent: this.#sent, last: this.#last, failure: this.#failure };
  }

  async run(): Promise<void> {
    const { lists, pace } = this.request;
    const size = Math.min(batchSize, pace?.batchSize ?? batchSize);
    for await (const list of lists) {
      for (let at = 0; at < list.length; at += size) {
        if (this.#isOver) return;
        await this.#send(list.slice(at, at + size));
      }
      if (this.#isOver) return;
    }
  }

  async settle(): Promise<void> {
    while (this.#inFlight.length > 0) await this.#settleFirst();
  }

  get #isOver(): boolean {
    return this.#hasFailed || this.request.signal?.aborted === true;
  }

  async #send(batch: readonly Message[]): Promise<void> {
    const { deliver, pace, signal, wait = waitFor } = this.request;
    const ms = pace?.reserve(batch.length) ?? 0;
    if (ms > 0) await wait(ms, signal);
    while (this.#inFlight.length >= batchesInFlight) await this.#settleFirst();
    if (this.#isOver) return;
    const outcome = deliver(batch).then(
      () => delivered,
      (thrown: unknown) => thrown,
    );
    this.#inFlight.push({ batch, outcome });
  }

  async #settleFirst(): Promise<void> {
    const [first] = this.#inFlight;
    if (first === undefined) return;
    const outcome = await first.outcome;
    this.#inFlight.shift();
    if (outcome !== delivered) {
      if (!this.#hasFailed) this.#failure = outcome;
      this.#hasFailed = true;
      return;
    }
    this.#sent += first.batch.length;
    if (!this.#hasFailed) this.#last = first.batch.at(-1);
    this.request.onProgress?.(this.#sent);
  }
}

async function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
