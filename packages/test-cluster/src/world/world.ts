/**
 * The tools of a scenario: its cluster, names that no other scenario uses (files share a cluster), waiting for events,
 * and cleaning up. One world per test, ended by the frame even when the test timed out.
 */
import { randomBytes } from 'node:crypto';
import type { EventName, KfwEvents, Monitor } from '@kfw/core';
import type { Cluster } from '../clusters/clusters.js';
import { createTopic } from '../kafka/wire.js';
import { eventually, within } from './deadline.js';
import { Inbox } from './inbox.js';

/** Enough for a rebalance on a busy machine, and less than a test's own timeout. */
const defaultDeadlineMs = 30_000;
const askAgainMs = 25;

/** Messages that a test dates back are past the default retention: Kafka may remove them while they are looked for. */
export const keepsOldMessages = { 'retention.ms': '-1' } as const;

export class World {
  readonly #cleanups: (() => unknown)[] = [];
  readonly #suffix = randomBytes(4).toString('hex');

  constructor(readonly cluster: Cluster) {}

  /** A name of this world alone, for a topic, a group, a client: `users` becomes `users-1f09c3aa`. */
  name(base: string): string {
    return `${base}-${this.#suffix}`;
  }

  /** Creates a topic of this world alone and returns its name. One partition by default. */
  async createTopic(
    base: string,
    options: { partitions?: number; settings?: Readonly<Record<string, string>> } = {},
  ): Promise<string> {
    const name = this.name(base);
    const port = Number(this.cluster.brokers.split(',')[0]?.split(':').at(-1));
    const { partitions = 1, settings = {} } = options;
    await createTopic(port, { name, partitions, replication: -1, settings: { ...keepsOldMessages, ...settings } });
    return name;
  }

  /** Runs `cleanup` when the scenario is over, however it ended; the last registered runs first. */
  after(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  /** An inbox that handlers push items into, with waiting. */
  inbox<T>(what: string): Inbox<T> {
    return new Inbox<T>(what, defaultDeadlineMs);
  }

  /** Collects every event of that name from now on. */
  events<Name extends EventName>(monitor: Monitor, name: Name): Inbox<KfwEvents[Name]> {
    const inbox = this.inbox<KfwEvents[Name]>(`events ${name}`);
    this.after(monitor.subscribe(name, (event) => inbox.push(event)));
    return inbox;
  }

  /** The next event of that name that fits: start waiting before you cause it. */
  event<Name extends EventName>(
    monitor: Monitor,
    name: Name,
    fits: (event: KfwEvents[Name]) => boolean = () => true,
    deadlineMs = defaultDeadlineMs,
  ): Promise<KfwEvents[Name]> {
    return this.events(monitor, name).first('one that fits', fits, deadlineMs);
  }

  /** Waits for `promise`, with a deadline whose error names `what`. */
  waitFor<T>(what: string, promise: Promise<T>, deadlineMs = defaultDeadlineMs): Promise<T> {
    return within(what, promise, deadlineMs);
  }

  /**
   * Asks again and again until `ask` returns something: only for a state without an event, such as the
   * offsets that a broker has stored or a line of another program. An error counts as "not yet".
   */
  until<T>(what: string, ask: () => Promise<T | undefined>, deadlineMs = defaultDeadlineMs): Promise<T> {
    return eventually(what, ask, { deadlineMs, everyMs: askAgainMs });
  }

  /** Runs the cleanups. All of them run, also when one throws. */
  async end(): Promise<void> {
    const errors: unknown[] = [];
    for (const cleanup of this.#cleanups.splice(0).reverse()) {
      try {
        await cleanup();
      } catch (thrown) {
        errors.push(thrown);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'Several cleanups of the scenario failed.');
  }
}
