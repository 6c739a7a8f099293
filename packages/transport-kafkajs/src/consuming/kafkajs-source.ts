/**
 * One member of one group, on kafkajs. kafkajs drives it: it heartbeats, rejoins, and calls for one fetch after another,
 * which is ours (`fetching/`), as are commits and restarts. Batches are handed over at once, so that the fetch loop never
 * waits for a handler; nothing is ever thrown into it, since an error there would end the membership.
 */
import {
  type Admin,
  type OffsetCommit,
  type Source,
  type SourceHandlers,
  type SourceOptions,
  type SourceProgress,
  type StartFrom,
  settlesWithin,
  type TopicPartition,
  toError,
} from '@kfw/core';
import type { Consumer } from 'kafkajs';
import type { Clients } from '../client/clients.js';
import { formatOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { Fetcher } from '../fetching/fetcher.js';
import { commitFollowing } from './coordinator.js';
import { createGroupConsumer } from './group-consumer.js';
import { LatePartitions } from './late-partitions.js';
import { Membership } from './membership.js';
import { isAbsence, Restarts } from './restarts.js';
import { isRoutine } from './routine-logs.js';
import { progressOf } from './source-progress.js';
import { discoverTopics } from './subscription.js';
import { TopicWatch } from './topic-watch.js';
import { VanishedTopics } from './vanished-topics.js';

/** The fetcher hands over by itself: nothing is left for kafkajs to call a handler with. */
const nothingLeft = async () => {};

/** How long a stop waits for kafkajs, which may be waiting for a broker that does not answer. */
const stopGraceMs = 3_000;

export class KafkajsSource implements Source {
  readonly #clients: Clients;
  readonly #admin: Admin;
  readonly #options: SourceOptions;
  #handlers: SourceHandlers | undefined;
  #membership: Membership | undefined;
  #fetcher: Fetcher | undefined;
  #consumer: Consumer | undefined;
  #watch: TopicWatch | undefined;
  readonly #restarts: Restarts;
  #restarting: NodeJS.Timeout | undefined;
  #restartedAt: number | undefined;
  #stopping: Promise<void> | undefined;
  #isJoined = false;
  readonly #firstJoin = Promise.withResolvers<void>();

  constructor(clients: Clients, admin: Admin, options: SourceOptions) {
    // Its failure is told by `start`, when somebody is waiting there.
    this.#firstJoin.promise.catch(() => {});
    this.#clients = clients;
    this.#admin = admin;
    this.#options = options;
    this.#restarts = new Restarts(options.sessionTimeoutMs);
  }

  async start(handlers: SourceHandlers): Promise<void> {
    const { group } = this.#options;
    if (this.#handlers !== undefined) throw transportError('KFW_SOURCE_ALREADY_STARTED', { group });
    this.#handlers = handlers;
    const membership = new Membership({
      source: this.#options,
      handlers,
      monitor: this.#clients.monitor,
      late: new LatePartitions(this.#admin, this.#clients.monitor),
      joined: () => {
        this.#isJoined = true;
        this.#restarts.joined();
        this.#firstJoin.resolve();
      },
    });
    this.#membership = membership;
    const { found, missing } = await discoverTopics(this.#admin, this.#options).catch((thrown) => this.#absent(thrown));
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    const consumer = this.#createConsumer(membership, handlers);
    this.#consumer = consumer;
    await this.#connect(consumer, found);
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    await Promise.all([this.#run(consumer), this.#firstJoin.promise]);
    this.#watch?.start(missing);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#setPaused(partitions, true);
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#setPaused(partitions, false);
  }

  resetTo(position: TopicPartition & { readonly offset: number; readonly generation: number }): void {
    const holding = this.#membership?.holdings.current(position);
    if (holding !== undefined) this.#fetcher?.moveTo(holding, position.offset);
  }

  progress(): SourceProgress {
    const at = { fetchedAt: this.#fetcher?.fetchedAt, restartedAt: this.#restartedAt };
    const { requestTimeoutMs } = this.#clients;
    const of = { source: this.#options, requestTimeoutMs, membership: this.#membership };
    return progressOf({ ...of, ...at }, performance.now());
  }

  async commit(offsets: readonly OffsetCommit[]): Promise<{ readonly stale: readonly OffsetCommit[] }> {
    await this.#membership?.settled();
    const group = this.#membership?.group;
    const live = offsets.filter((entry) => this.#membership?.holdings.current(entry) !== undefined);
    const stale = offsets.filter((entry) => !live.includes(entry));
    if (live.length === 0 || group === undefined) return { stale };
    const topics = [...Map.groupBy(live, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition, offset }) => ({ partition, offset: formatOffset(offset) })),
    }));
    try {
      await commitFollowing(group, { topics });
    } catch (thrown) {
      const error = toError(thrown);
      const failure = { group: this.#options.group, reason: this.#clients.reason(error) };
      throw transportError('KFW_COMMIT_FAILED', failure, { cause: this.#clients.redaction.error(error) });
    }
    return { stale };
  }

  #createConsumer(membership: Membership, handlers: SourceHandlers): Consumer {
    const kafka = this.#clients.client((entry) => this.#stopping !== undefined || isRoutine(entry));
    const vanished = this.#watchTopics(membership);
    const crashed = (error: Error) => this.#crashed(error);
    const fetcher = this.#createFetcher(membership, handlers);
    return createGroupConsumer(kafka, this.#options, { membership, fetcher, vanished, crashed });
  }

  #createFetcher(membership: Membership, handlers: SourceHandlers): Fetcher {
    this.#fetcher = new Fetcher({
      source: this.#options,
      handlers,
      assignedPartitions: membership.holdings,
      isHalted: () => membership.isHalted,
      continueAt: (holding, offset) => membership.goOnAt(holding, offset),
      onFailure: (error) => this.#fail(error),
    });
    return this.#fetcher;
  }

  #watchTopics(membership: Membership): VanishedTopics {
    const shared = { admin: this.#admin, monitor: this.#clients.monitor };
    const vanished = new VanishedTopics({
      ...shared,
      group: this.#options.group,
      vanished: (topics) => {
        membership.loseTopics(topics);
        this.#watch?.vanished(topics);
      },
    });
    const subscribed = (topic: string) => vanished.returned(topic);
    this.#watch = new TopicWatch({ ...shared, membership, source: this.#options, subscribed });
    return vanished;
  }

  /** One life of the consumer: until it is stopped, or crashes. */
  async #run(consumer: Consumer): Promise<void> {
    const options = { autoCommit: false, eachBatchAutoResolve: false };
    await consumer.run({ ...options, eachBatch: nothingLeft });
  }

  async #connect(consumer: Consumer, topics: ReadonlyMap<string, StartFrom>): Promise<void> {
    try {
      await consumer.connect();
      for (const startFrom of ['earliest', 'latest'] as const) {
        const names = [...topics].filter(([, start]) => start === startFrom).map(([topic]) => topic);
        if (names.length > 0) await consumer.subscribe({ topics: names, fromBeginning: startFrom === 'earliest' });
      }
    } catch (thrown) {
      await consumer.disconnect();
      throw this.#clients.connectionFailure(thrown);
    }
  }

  /** Whoever starts a source is to know whether waiting helps. */
  #absent(thrown: unknown): never {
    throw isAbsence(toError(thrown)) ? this.#clients.connectionFailure(thrown) : thrown;
  }

  #setPaused(partitions: readonly TopicPartition[], paused: boolean): void {
    const held = partitions.flatMap(({ topic, partition }) => this.#membership?.holdings.get(topic, partition) ?? []);
    for (const holding of held) holding.paused = paused;
    if (!paused) this.#fetcher?.resume(held);
  }

  /** kafkajs has given the membership up by now, and does nothing more by itself. */
  #crashed(error: Error): void {
    const { group } = this.#options;
    if (this.#stopping !== undefined) {
      this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group }));
      return;
    }
    this.#restartedAt = performance.now();
    this.#membership?.loseAll();
    const { attempt, restartInMs } = this.#restarts.crashed(error);
    // Who waits for the start hears of a refusal at once.
    const isOver = restartInMs === undefined || (!this.#isJoined && !isAbsence(error));
    this.#clients.monitor.publish('group.crashed', {
      group,
      error: this.#clients.redaction.error(error),
      attempt,
      restartInMs: isOver ? undefined : restartInMs,
    });
    if (isOver) this.#fail(error);
    else this.#restarting = setTimeout(() => this.#restart(), restartInMs);
  }

  #restart(): void {
    const consumer = this.#consumer;
    if (consumer === undefined || this.#stopping !== undefined) return;
    this.#restartedAt = performance.now();
    this.#run(consumer).catch((thrown) => this.#crashed(toError(thrown)));
  }

  /** Before the first join `start` rejects; after it the owner is told, once everything is given up. */
  #fail(error: Error): void {
    const { group } = this.#options;
    const cause = this.#clients.redaction.error(error);
    const failure = transportError('KFW_GROUP_FAILED', { group, reason: this.#clients.reason(error) }, { cause });
    this.#firstJoin.reject(failure);
    this.#membership?.loseAll();
    const wasJoined = this.#isJoined;
    void this.stop().then(() => {
      if (wasJoined) this.#handlers?.onCrash(failure);
    });
  }

  async #stop(): Promise<void> {
    this.#watch?.stop();
    clearTimeout(this.#restarting);
    this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group: this.#options.group }));
    await this.#membership?.leave();
    this.#fetcher?.dropUnassigned();
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    if (this.#membership !== undefined) await settlesWithin(stopGraceMs, this.#membership.settled());
    const end = consumer.disconnect();
    if (!(await settlesWithin(stopGraceMs + this.#options.fetchMaxWaitMs, end))) this.#warnLate(end);
  }

  #warnLate(end: Promise<unknown>): void {
    const { group } = this.#options;
    const publish = (message: string, detail: object) =>
      this.#clients.monitor.publish('transport.warned', { message, detail: { group, ...detail } });
    publish('kafkajs is still waiting for a broker; it was left behind', { waitedMs: stopGraceMs });
    end.catch((thrown) => publish('kafkajs did not disconnect in order', { error: toError(thrown).message }));
  }
}
