/**
 * One member of one group, on kafkajs. kafkajs fetches and heartbeats; this hands batches over and returns at once,
 * so that the fetch loop never waits for a handler and nothing is ever thrown into it: an error there would restart
 * the whole consumer. Commits go their own way, and kafkajs commits nothing by itself.
 */
import {
  type Admin,
  type OffsetCommit,
  type Source,
  type SourceHandlers,
  type SourceOptions,
  type StartFrom,
  type TopicPartition,
  toError,
  within,
} from '@kfw/core';
import type { Consumer, ConsumerCrashEvent, EachBatchPayload } from 'kafkajs';
import { type Clients, retry } from '../client/clients.js';
import { formatOffset, parseOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { roundRobinAmongSubscribers } from './assigner.js';
import { byTopic } from './holdings.js';
import { Membership } from './membership.js';
import { toRawBatch } from './raw-batch.js';
import { hookRejoin } from './rejoin.js';
import { discoverTopics } from './subscription.js';
import { TopicWatch } from './topic-watch.js';

/** How long a stop waits for kafkajs, which may be waiting for a broker that does not answer. */
const stopGraceMs = 3_000;

export class KafkajsSource implements Source {
  readonly #clients: Clients;
  readonly #admin: Admin;
  readonly #options: SourceOptions;
  #handlers: SourceHandlers | undefined;
  #membership: Membership | undefined;
  #consumer: Consumer | undefined;
  #watch: TopicWatch | undefined;
  #stopping: Promise<void> | undefined;
  #isJoined = false;
  readonly #firstJoin = Promise.withResolvers<void>();

  constructor(clients: Clients, admin: Admin, options: SourceOptions) {
    // Its failure is told by `start`, when somebody is waiting there.
    this.#firstJoin.promise.catch(() => {});
    this.#clients = clients;
    this.#admin = admin;
    this.#options = options;
  }

  async start(handlers: SourceHandlers): Promise<void> {
    const { group } = this.#options;
    if (this.#handlers !== undefined) throw transportError('KFW_SOURCE_ALREADY_STARTED', { group });
    this.#handlers = handlers;
    const membership = new Membership({
      source: this.#options,
      handlers,
      monitor: this.#clients.monitor,
      joined: () => {
        this.#isJoined = true;
        this.#firstJoin.resolve();
      },
    });
    this.#membership = membership;
    const { found, missing } = await discoverTopics(this.#admin, this.#options);
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    const consumer = this.#createConsumer(membership);
    this.#consumer = consumer;
    await this.#connect(consumer, found);
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    const running = consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => this.#handOver(payload),
    });
    await Promise.all([running, this.#firstJoin.promise]);
    this.#watch = new TopicWatch({
      admin: this.#admin,
      monitor: this.#clients.monitor,
      membership,
      source: this.#options,
    });
    this.#watch.start(missing);
    if (this.#stopping !== undefined) this.#watch.stop();
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
    if (holding === undefined) return;
    const { topic, partition, offset } = position;
    const target = formatOffset(offset);
    holding.position = offset;
    this.#membership?.group?.seek({ topic, partition, offset: target });
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
      await group.commitOffsets({ topics });
    } catch (thrown) {
      const error = toError(thrown);
      const failure = { group: this.#options.group, reason: this.#clients.reason(error) };
      throw transportError('KFW_COMMIT_FAILED', failure, { cause: this.#clients.redaction.error(error) });
    }
    return { stale };
  }

  #createConsumer(membership: Membership): Consumer {
    const options = this.#options;
    const kafka = this.#clients.client(() => this.#stopping !== undefined);
    const consumer = kafka.consumer({
      groupId: options.group,
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: options.heartbeatIntervalMs,
      rebalanceTimeout: options.rebalanceTimeoutMs,
      maxWaitTimeInMs: options.fetchMaxWaitMs,
      maxBytesPerPartition: options.maxBytesPerPartition,
      maxBytes: options.maxBytes,
      metadataMaxAge: options.metadataMaxAgeMs,
      allowAutoTopicCreation: false,
      partitionAssigners: [(config) => hookRejoin(roundRobinAmongSubscribers(config), membership)],
      retry: { ...retry, restartOnFailure: async () => this.#stopping === undefined },
    });
    consumer.on(consumer.events.CRASH, (event) => this.#crashed(event));
    return consumer;
  }

  async #connect(consumer: Consumer, topics: ReadonlyMap<string, StartFrom>): Promise<void> {
    try {
      await consumer.connect();
      for (const from of ['earliest', 'latest'] as const) {
        const names = [...topics].filter(([, start]) => start === from).map(([topic]) => topic);
        if (names.length > 0) await consumer.subscribe({ topics: names, fromBeginning: from === 'earliest' });
      }
    } catch (thrown) {
      await consumer.disconnect();
      throw this.#clients.connectionFailure(thrown);
    }
  }

  #handOver(payload: EachBatchPayload): void {
    const { batch } = payload;
    const membership = this.#membership;
    const holding = membership?.holdings.get(batch.topic, batch.partition);
    if (membership === undefined || holding === undefined) return;
    if (membership.isHalted || holding.paused || payload.isStale()) return;
    try {
      const raw = toRawBatch(batch, holding.generation);
      holding.position = parseOffset(batch.lastOffset()) + 1;
      payload.resolveOffset(batch.messages.at(-1)?.offset ?? batch.lastOffset());
      this.#handlers?.onBatch(raw);
    } catch (thrown) {
      this.#fail(toError(thrown));
    }
  }

  #setPaused(partitions: readonly TopicPartition[], paused: boolean): void {
    const held = partitions.flatMap(({ topic, partition }) => this.#membership?.holdings.get(topic, partition) ?? []);
    const group = this.#membership?.group;
    if (held.length === 0 || group === undefined) return;
    for (const holding of held) holding.paused = paused;
    if (paused) group.pause(byTopic(held));
    else group.resume(byTopic(held));
  }

  /** kafkajs has left the group by now. It restarts by itself, or it is over. */
  #crashed({ payload: { error, restart } }: ConsumerCrashEvent): void {
    if (this.#stopping !== undefined) {
      this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group: this.#options.group }));
      return;
    }
    if (!restart) {
      this.#fail(error);
      return;
    }
    this.#membership?.loseAll();
    const retryTime: unknown = 'retryTime' in error ? error.retryTime : undefined;
    this.#clients.monitor.publish('group.crashed', {
      group: this.#options.group,
      error: this.#clients.redaction.error(error),
      restartInMs: typeof retryTime === 'number' ? retryTime : retry.initialRetryTime,
    });
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
    this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group: this.#options.group }));
    await this.#membership?.leave();
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    if (this.#membership !== undefined) await within(stopGraceMs, this.#membership.settled());
    const end = consumer.disconnect();
    if (!(await within(stopGraceMs + this.#options.fetchMaxWaitMs, end))) this.#warnLate(end);
  }

  #warnLate(end: Promise<unknown>): void {
    const { group } = this.#options;
    const publish = (message: string, detail: object) =>
      this.#clients.monitor.publish('transport.warned', { message, detail: { group, ...detail } });
    publish('kafkajs is still waiting for a broker; it was left behind', { waitedMs: stopGraceMs });
    end.catch((thrown) => publish('kafkajs did not disconnect in order', { error: toError(thrown).message }));
  }
}
