/**
 * Orders that end in every way that there is, and a checker that counts, inside of the handlers, what happened to them. It
 * knows nothing of kfw's counters and events.
 */
import type { Message } from 'kfw';
import { tally } from './measured.js';

const failing = ['flaky', 'poison', 'unwanted', 'old'] as const;
const judged = ['ignored', 'refused', 'old'] as const;

type Way = 'plain' | (typeof failing)[number] | (typeof judged)[number];

export interface Order {
  readonly key: string;
  /** The way, and a number: `flaky 8`. */
  readonly text: string;
  readonly timestamp: number | undefined;
}

export const longestAgeMs = 3_600_000;

/** An error of the kind that its routes skip. */
export class UnwantedError extends Error {
  override readonly name = 'UnwantedError';
}

/** Whether a handler decides about an order itself. */
export function isJudged(text: string): boolean {
  return wayOf(text) === 'ignored' || wayOf(text) === 'refused';
}

/**
 * So many orders, of each way some. Those that fail come first: the failure of a batch is attributed to its first message that
 * is not marked, and a message that waits for a verdict is not.
 */
export function ordersOf(count: number): Order[] {
  return Array.from({ length: count }, (_, number) => {
    const ways = number < (2 * count) / 3 ? failing : judged;
    // Most are plain, as in life, and the keys get orders of every way.
    const way: Way = number % 3 === 0 ? (ways[(number / 3) % ways.length] ?? 'plain') : 'plain';
    const timestamp = way === 'old' ? Date.now() - 2 * longestAgeMs : undefined;
    return { key: `key-${number % 5}`, text: `${way} ${'x'.repeat(number % 11)}${number}`, timestamp };
  });
}

/** Where a failed order is tried again: in its partition, or in a retry topic that it goes to, or is in already. */
export type Retries = 'in place' | 'to a retry topic' | 'in a retry topic';

/** The checker of a topic of a group. */
export class OutcomeChecker {
  /** Names of the errors thrown for each order, in order. */
  readonly #thrown = new Map<string, string[]>();
  readonly #ended = new Map<string, string>();

  constructor(
    private readonly orders: readonly Order[],
    private readonly retries: Retries = 'in place',
  ) {}

  /** The checker of the retry topic of this one's orders. */
  ofRetryTopic(): OutcomeChecker {
    const failed = this.orders.filter(({ text }) => wayOf(text) === 'flaky' || wayOf(text) === 'poison');
    return new OutcomeChecker(failed, 'in a retry topic');
  }

  /** What a handler does about an order. Throws, gives a verdict, or returns. */
  handle(message: Message<string>): void {
    const { payload, attempt } = message;
    const way = wayOf(payload);
    if (way === 'old') throw new Error('an old one must not be delivered');
    if (way === 'flaky' && attempt === 1) this.#throw(payload, new TypeError('not yet'));
    if (way === 'poison') this.#throw(payload, new RangeError('never'));
    if (way === 'unwanted') this.#throw(payload, new UnwantedError('not wanted'));
    if (way === 'ignored') message.skip('not ours');
    if (way === 'refused') message.deadLetter('not so');
    this.#ended.set(payload, way === 'ignored' ? 'skipped' : way === 'refused' ? 'deadLettered' : 'consumed');
  }

  /** How many orders there are. */
  get count(): number {
    return this.orders.length;
  }

  /** The orders that were consumed. */
  get consumed(): string[] {
    return this.orders.map(({ text }) => text).filter((text) => this.#outcomeOf(text) === 'consumed');
  }

  /** Orders by how they ended. */
  get messages(): Record<string, number> {
    return tally(this.orders.map(({ text }) => [this.#outcomeOf(text), 1]));
  }

  /**
   * The bounds of the bytes of the orders that ended so. A record is its key, its value, and at least a byte for each of its
   * attributes, its timestamp, its offset, two lengths and the number of its headers; a timestamp takes several, and in a
   * retry topic there are headers.
   */
  bytesBetween(outcome: string): [least: number, most: number] {
    const found = this.orders.filter(({ text }) => this.#outcomeOf(text) === outcome);
    const content = found.reduce((sum, { key, text }) => sum + key.length + text.length, 0);
    const framing = this.retries === 'in a retry topic' ? 1_000 : 16;
    return [content + 6 * found.length, content + framing * found.length];
  }

  /** Calls that threw, by error and what must follow: the last error of an order decides, those before are retried. */
  get failures(): Record<string, number> {
    return tally(
      [...this.#thrown].flatMap(([text, names]) =>
        names.map((name, at) => [`${name} ${at < names.length - 1 ? 'retry' : this.#decisionOf(text)}`, 1] as const),
      ),
    );
  }

  /** Orders that were skipped, by the error, `verdict` when the handler said so. */
  get skips(): Record<string, number> {
    return this.#by('skipped');
  }

  get deadLetters(): Record<string, number> {
    return this.#by('deadLettered');
  }

  /** How an order ended: as its handler saw it, else as its last error must end. */
  #outcomeOf(text: string): string {
    const last = this.#thrown.get(text)?.at(-1);
    if (wayOf(text) === 'old') return 'expired';
    if (last === 'UnwantedError') return 'skipped';
    if (last !== undefined && this.retries === 'to a retry topic') return 'retryScheduled';
    const times = this.retries === 'in place' ? 2 : 1;
    if (last === 'RangeError') return this.#thrown.get(text)?.length === times ? 'deadLettered' : 'unknown';
    return this.#ended.get(text) ?? 'unknown';
  }

  /** The decision about the last error of an order. */
  #decisionOf(text: string): string {
    if (wayOf(text) === 'unwanted') return 'skip';
    if (this.retries === 'to a retry topic') return 'retryTopic';
    return wayOf(text) === 'flaky' ? 'retry' : 'deadLetter';
  }

  #by(outcome: string): Record<string, number> {
    const found = this.orders.filter(({ text }) => this.#outcomeOf(text) === outcome);
    return tally(found.map(({ text }) => [this.#thrown.get(text)?.at(-1) ?? 'verdict', 1]));
  }

  #throw(text: string, error: Error): never {
    this.#thrown.set(text, [...(this.#thrown.get(text) ?? []), error.name]);
    throw error;
  }
}

function wayOf(text: string): Way {
  return text.split(' ')[0] as Way;
}
