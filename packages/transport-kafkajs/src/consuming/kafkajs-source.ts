/**
 * The source port on kafkajs: one member of one group. kafkajs drives it: it heartbeats, rejoins, and calls for one
 * fetch after another. Fetches (`fetching/`), commits and restarts are ours. Batches are dispatched at once, so that
 * the fetch loop never waits for a handler; no error of a handler reaches that loop, where it would end the
 * membership.
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
import { isExpectedOfConsumer } from '../client/expected-logs.js';
import { formatOffset } from '../client/offsets.js';
import { transportError } from '../errors.js';
import { Fetcher } from '../fetching/fetcher.js';
import { commitFollowingCoordinator } from '../metadata/group-coordinator.js';
import { AddedPartitions } from './added-partitions.js';
import { DeletedTopics } from './deleted-topics.js';
import { createGroupConsumer } from './group-consumer.js';
import { GroupMember } from './group-member.js';
import { isClusterUnavailable, RestartPolicy } from './restart-policy.js';
import { progressOf } from './source-progress.js';
import { discoverTopics } from './subscription.js';
import { TopicDiscovery } from './topic-discovery.js';

/** The fetcher dispatches records itself: kafkajs has none to call a handler with. */
const ignoreBatch = async () => {};

/** The time a stop waits for kafkajs, which may be waiting for a silent broker. */
const stopGraceMs = 3_000;

export class KafkajsSource implements Source {
  readonly #clients: Clients;
  readonly #admin: Admin;
  readonly #options: SourceOptions;
  #handlers: SourceHandlers | undefined;
  #member: GroupMember | undefined;
  #fetcher: Fetcher | undefined;
  #consumer: Consumer | undefined;
  #topicDiscovery: TopicDiscovery | undefined;
  readonly #restartPolicy: RestartPolicy;
  #restartTimer: NodeJS.Timeout | undefined;
  #restartedAt: number | undefined;
  #stopping: Promise<void> | undefined;
  #isJoined = false;
  readonly #firstJoin = Promise.withResolvers<void>();

  constructor(clients: Clients, admin: Admin, options: SourceOptions) {
    // `start` reports its failure, if it was called.
    this.#firstJoin.promise.catch(() => {});
    this.#clients = clients;
    this.#admin = admin;
    this.#options = options;
    this.#restartPolicy = new RestartPolicy(options.sessionTimeoutMs);
  }

  async start(handlers: SourceHandlers): Promise<void> {
    const { group } = this.#options;
    if (this.#handlers !== undefined) throw transportError('KFW_SOURCE_ALREADY_STARTED', { group });
    this.#handlers = handlers;
    const member = new GroupMember({
      source: this.#options,
      handlers,
      monitor: this.#clients.monitor,
      addedPartitions: new AddedPartitions(this.#admin, this.#clients.monitor),
      onJoined: () => {
        this.#isJoined = true;
        this.#restartPolicy.joined();
        this.#firstJoin.resolve();
      },
    });
    this.#member = member;
    const { found, missing } = await discoverTopics(this.#admin, this.#options).catch((thrown) =>
      this.#failUnavailable(thrown),
    );
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    const consumer = this.#createConsumer(member, handlers);
    this.#consumer = consumer;
    await this.#connect(consumer, found);
    if (this.#stopping !== undefined) throw transportError('KFW_SOURCE_STOPPED', { group });
    await Promise.all([this.#run(consumer), this.#firstJoin.promise]);
    this.#topicDiscovery?.start(missing);
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
    const assignedPartition = this.#member?.partitions.current(position);
    if (assignedPartition !== undefined) this.#fetcher?.moveTo(assignedPartition, position.offset);
  }

  progress(): SourceProgress {
    const at = { fetchedAt: this.#fetcher?.fetchedAt, restartedAt: this.#restartedAt };
    const { requestTimeoutMs } = this.#clients;
    const of = { source: this.#options, requestTimeoutMs, member: this.#member };
    return progressOf({ ...of, ...at }, performance.now());
  }

  async commit(offsets: readonly OffsetCommit[]): Promise<{ readonly stale: readonly OffsetCommit[] }> {
    await this.#member?.joinSettled();
    const group = this.#member?.group;
    const current = offsets.filter((entry) => this.#member?.partitions.current(entry) !== undefined);
    const stale = offsets.filter((entry) => !current.includes(entry));
    if (current.length === 0 || group === undefined) return { stale };
    const topics = [...Map.groupBy(current, ({ topic }) => topic)].map(([topic, entries]) => ({
      topic,
      partitions: entries.map(({ partition, offset }) => ({ partition, offset: formatOffset(offset) })),
    }));
    try {
      await commitFollowingCoordinator(group, { topics });
    } catch (thrown) {
      const error = toError(thrown);
      const failure = { group: this.#options.group, reason: this.#clients.reason(error) };
      throw transportError('KFW_COMMIT_FAILED', failure, { cause: this.#clients.redaction.error(error) });
    }
    return { stale };
  }

  #createConsumer(member: GroupMember, handlers: SourceHandlers): Consumer {
    const kafka = this.#clients.client((entry) => this.#stopping !== undefined || isExpectedOfConsumer(entry));
    const deletedTopics = this.#createTopicDiscovery(member);
    const onCrash = (error: Error) => this.#crashed(error);
    const fetcher = this.#createFetcher(member, handlers);
    return createGroupConsumer(kafka, this.#options, { member, fetcher, deletedTopics, onCrash });
  }

  #createFetcher(member: GroupMember, handlers: SourceHandlers): Fetcher {
    this.#fetcher = new Fetcher({
      source: this.#options,
      handlers,
      assignedPartitions: member.partitions,
      isHalted: () => member.isHalted,
      continueAt: (assignedPartition, offset) => member.continueAt(assignedPartition, offset),
      onFailure: (error) => this.#fail(error),
    });
    return this.#fetcher;
  }

  #createTopicDiscovery(member: GroupMember): DeletedTopics {
    const shared = { admin: this.#admin, monitor: this.#clients.monitor };
    const deletedTopics = new DeletedTopics({
      ...shared,
      group: this.#options.group,
      onDeleted: (topics) => {
        member.loseTopics(topics);
        this.#topicDiscovery?.topicsDeleted(topics);
      },
    });
    const subscribed = (topic: string) => deletedTopics.recreated(topic);
    this.#topicDiscovery = new TopicDiscovery({ ...shared, member, source: this.#options, onSubscribed: subscribed });
    return deletedTopics;
  }

  /** One run of the consumer: until it is stopped, or crashes. */
  async #run(consumer: Consumer): Promise<void> {
    const options = { autoCommit: false, eachBatchAutoResolve: false };
    await consumer.run({ ...options, eachBatch: ignoreBatch });
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

  /** The caller of `start` must know whether waiting helps. */
  #failUnavailable(thrown: unknown): never {
    throw isClusterUnavailable(toError(thrown)) ? this.#clients.connectionFailure(thrown) : thrown;
  }

  #setPaused(partitions: readonly TopicPartition[], paused: boolean): void {
    const assigned = partitions.flatMap(({ topic, partition }) => this.#member?.partitions.get(topic, partition) ?? []);
    for (const assignedPartition of assigned) assignedPartition.paused = paused;
    if (!paused) this.#fetcher?.resume(assigned);
  }

  /** kafkajs has given up the membership, and does nothing more by itself. */
  #crashed(error: Error): void {
    const { group } = this.#options;
    if (this.#stopping !== undefined) {
      this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group }));
      return;
    }
    this.#restartedAt = performance.now();
    this.#member?.loseAll();
    const { attempt, restartInMs } = this.#restartPolicy.crashed(error);
    // A start that is pending fails at once when the member is rejected.
    const isFinal = restartInMs === undefined || (!this.#isJoined && !isClusterUnavailable(error));
    this.#clients.monitor.publish('group.crashed', {
      group,
      error: this.#clients.redaction.error(error),
      attempt,
      restartInMs: isFinal ? undefined : restartInMs,
    });
    if (isFinal) this.#fail(error);
    else this.#restartTimer = setTimeout(() => this.#restart(), restartInMs);
  }

  #restart(): void {
    const consumer = this.#consumer;
    if (consumer === undefined || this.#stopping !== undefined) return;
    this.#restartedAt = performance.now();
    this.#run(consumer).catch((thrown) => this.#crashed(toError(thrown)));
  }

  /** Before the first join `start` rejects; after it `onCrash` is called, once all partitions are revoked. */
  #fail(error: Error): void {
    const { group } = this.#options;
    const cause = this.#clients.redaction.error(error);
    const failure = transportError('KFW_GROUP_FAILED', { group, reason: this.#clients.reason(error) }, { cause });
    this.#firstJoin.reject(failure);
    this.#member?.loseAll();
    const wasJoined = this.#isJoined;
    void this.stop().then(() => {
      if (wasJoined) this.#handlers?.onCrash(failure);
    });
  }

  async #stop(): Promise<void> {
    this.#topicDiscovery?.stop();
    clearTimeout(this.#restartTimer);
    this.#firstJoin.reject(transportError('KFW_SOURCE_STOPPED', { group: this.#options.group }));
    await this.#member?.leave();
    this.#fetcher?.dropUnassigned();
    const consumer = this.#consumer;
    if (consumer === undefined) return;
    if (this.#member !== undefined) await settlesWithin(stopGraceMs, this.#member.joinSettled());
    const disconnecting = consumer.disconnect();
    if (!(await settlesWithin(stopGraceMs + this.#options.fetchMaxWaitMs, disconnecting)))
      this.#warnLateDisconnect(disconnecting);
  }

  #warnLateDisconnect(disconnecting: Promise<unknown>): void {
    const { group } = this.#options;
    const publish = (message: string, detail: object) =>
      this.#clients.monitor.publish('transport.warned', { message, detail: { group, ...detail } });
    publish('kafkajs still waits for a broker, and was abandoned', { waitedMs: stopGraceMs });
    disconnecting.catch((thrown) => publish('kafkajs failed to disconnect', { error: toError(thrown).message }));
  }
}
