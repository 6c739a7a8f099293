/**
 * The log of messages that were given up: the event counts them, the app's hook names them, and those given up while the
 * producer closes are kept for its caller.
 */
import { toError } from '../../errors/kfw-error.js';
import type { Monitor } from '../../events/monitor.js';
import type { BufferedMessage } from '../buffer/partition-queue.js';
import type { Call } from '../call/call.js';
import type { OnUndelivered, Undelivered } from '../deliverer.js';

const notChosen = -1;

export class UndeliveredLog {
  #kept: Undelivered[] | undefined;

  constructor(
    private readonly monitor: Monitor,
    private readonly onUndelivered: OnUndelivered,
  ) {}

  /** From now on, messages that are given up are also kept. */
  keep(): readonly Undelivered[] {
    this.#kept ??= [];
    return this.#kept;
  }

  /** Messages of one partition that the buffer held. */
  gaveUp(messages: readonly BufferedMessage[], topic: string, partition: number, error: Error): void {
    this.monitor.publish('delivery.failed', { topic, partition, messages: messages.length, error });
    for (const awaited of [true, false]) {
      const undelivered = messages.flatMap(({ call, message }) =>
        call.awaited === awaited ? [{ message, error }] : [],
      );
      this.#report(undelivered, awaited);
    }
  }

  /** The topic info of a call will be fetched again: no partition is chosen yet. */
  retrying(
    { messages }: Call,
    retry: { readonly attempt: number; readonly retryInMs: number; readonly error: Error },
  ): void {
    if (!this.monitor.has('delivery.retrying')) return;
    const topics = new Set(messages.map(({ topic }) => topic));
    const partitions = [...topics].map((topic) => ({ topic, partition: notChosen }));
    this.monitor.publish('delivery.retrying', { partitions, messages: messages.length, ...retry });
  }

  /** The messages of a call that never entered the buffer: their caller receives the error as well. */
  rejected(call: Call, error: Error): void {
    const undelivered = call.messages.slice(call.accepted).map((message) => ({ message, error }));
    this.#report(undelivered, true);
  }

  #report(undelivered: readonly Undelivered[], awaited: boolean): void {
    if (undelivered.length === 0) return;
    if (this.#kept !== undefined) for (const each of undelivered) this.#kept.push(each);
    try {
      this.onUndelivered(undelivered, awaited);
    } catch (thrown) {
      this.monitor.publish('listener.failed', { listened: 'onUndelivered', error: toError(thrown) });
    }
  }
}
