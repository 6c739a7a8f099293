/**
 * A booted app: its parts, and what can be done with it: connect, serve, read, close. Apps see it as the interface
 * `App`; the rest is for kfw's own commands.
 */
import { type InspectOptions, inspect } from 'node:util';
import {
  type Admin,
  type Logger,
  type Monitor,
  type OffsetLookup,
  type Sink,
  type SourceOptions,
  settlesWithin,
  type TopicPartition,
  type Transport,
} from '@kfw/core';
import {
  type AppDescription,
  BufferBudget,
  type CallOptions,
  type Codecs,
  ConcurrencyLimiter,
  ConsumeLoop,
  codeName,
  type DeclaredSchemas,
  type GroupMapper,
  type GroupPlan,
  groupIds,
  type OpenReaderContext,
  type Partitioner,
  type Plan,
  type Producer,
  type ReadTopicOptions,
  type ResponderReport,
  type ResponderRuntime,
  RestartableSource,
  respondFor,
  Server,
  type TopicMapper,
  type TopicPlan,
  TopicReading,
  tracedDeliverer,
} from '@kfw/core/internal';
import type { DesiredTopic } from '@kfw/operating';
import type { KfwConfig } from '../config/kfw-config.js';
import { connectApp } from '../connection/connect-app.js';
import { pushRuntime, removeRuntime } from '../connection/runtime-stack.js';
import type { LostMessages } from '../delivering/lost-messages.js';
import { kfwError } from '../errors.js';
import type { AppEndpoints } from '../health/app-endpoints.js';
import type { ListenerClosings } from '../listeners/listener-closings.js';
import { readingLimits } from '../reading/reading-limits.js';
import type { App } from './app.js';
import { AppAdmin } from './app-admin.js';
import type { ClosingReason } from './app-command.js';
import { addAppGauges, addIncomingGauges, bufferStatus } from './app-gauges.js';
import type { ClosingHook } from './closing-hook.js';
import { createAppTopics } from './create-app-topics.js';
import { DeadLetterGauge } from './dead-letter-gauge.js';
import { failureTopics, reportMissingTopics } from './failure-topics.js';

export interface AppParts {
  readonly root: string;
  readonly config: KfwConfig;
  /** The part of the routes that this process consumes. */
  readonly plan: Plan;
  /** The whole of the routes. */
  readonly drawn: Plan;
  readonly codecs: Codecs;
  readonly declared: DeclaredSchemas;
  readonly transport: Transport;
  /** Offsets of topics by their names in the code. */
  readonly lookup: OffsetLookup;
  readonly sink: Sink;
  readonly producer: Producer;
  readonly responders: ResponderRuntime;
  readonly topicMapper: TopicMapper | undefined;
  readonly groupMapper: GroupMapper | undefined;
  readonly partitioner: Partitioner | undefined;
  /** The topics that the app wants, by their names on the cluster. */
  readonly topics: readonly DesiredTopic[];
  /** Whether missing ones are created when the app connects. */
  readonly createsTopics: boolean;
  readonly lost: LostMessages;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly endpoints: AppEndpoints;
  readonly closings: ListenerClosings;
  /** Whether it is the one passed to `defineApp`. */
  readonly hasOwnLogger: boolean;
  readonly classes: Readonly<Record<string, unknown>>;
  readonly description: AppDescription;
  readonly closing: ClosingHook;
  readonly onClose: (() => void) | undefined;
}

export class BootedApp implements App {
  readonly root: string;
  readonly config: KfwConfig;
  readonly plan: Plan;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly endpoints: AppEndpoints;
  readonly closings: ListenerClosings;
  readonly hasOwnLogger: boolean;
  readonly producer: Producer;
  readonly classes: Readonly<Record<string, unknown>>;
  readonly description: AppDescription;
  readonly responders: ResponderRuntime;
  readonly codecs: Codecs;
  readonly declared: DeclaredSchemas;
  readonly partitioner: Partitioner | undefined;
  #admin: Admin | undefined;
  #connected = false;
  #connecting: Promise<void> | undefined;
  #closed = false;
  /** Whether everything is connected, not only the brokers. */
  #ready = false;
  #gaveUp = false;
  #removeGauges: () => void;

  constructor(private readonly parts: AppParts) {
    this.root = parts.root;
    this.config = parts.config;
    this.plan = parts.plan;
    this.monitor = parts.monitor;
    this.logger = parts.logger;
    this.endpoints = parts.endpoints;
    this.closings = parts.closings;
    this.hasOwnLogger = parts.hasOwnLogger;
    this.producer = parts.producer;
    this.classes = parts.classes;
    this.description = parts.description;
    this.responders = parts.responders;
    this.codecs = parts.codecs;
    this.declared = parts.declared;
    this.partitioner = parts.partitioner;
    this.#removeGauges = addAppGauges(this);
  }

  get admin(): Admin {
    this.#admin ??= this.adminOf(this.parts.transport);
    return this.#admin;
  }

  /** The admin of another connection, which knows the groups of the routes as well. */
  adminOf(transport: Pick<Transport, 'admin'>): Admin {
    return new AppAdmin(transport.admin, this.parts.drawn);
  }

  /** What a group of this name in the routes would be called on the cluster; `name` where the mapper has no id for it. */
  idOfGroup(name: string): string {
    const { config, groupMapper } = this.parts;
    return groupIds([{ name }], config.clientId, groupMapper, () => undefined).get(name) ?? name;
  }

  connect(signal?: AbortSignal): Promise<void> {
    if (this.#ready) return Promise.resolve();
    this.#connecting ??= this.#connect(signal).finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connect(signal?: AbortSignal): Promise<void> {
    this.#connected = true;
    if (this.#closed) this.#removeGauges = addAppGauges(this);
    this.#closed = false;
    await connectApp(this.parts, signal);
    if (this.parts.createsTopics) await createAppTopics({ ...this.parts, admin: this.admin });
    this.#ready = true;
    pushRuntime(this.responders);
  }

  desiredTopics(): readonly DesiredTopic[] {
    return this.parts.topics;
  }

  /** The name of a topic on the cluster, which a `topicMapper` may have changed. */
  nameOnCluster(topic: string): string {
    return this.parts.topicMapper?.toCluster(topic) ?? topic;
  }

  /** The name in the code of a topic of the cluster; its own where the mapper does not know it. */
  nameInCode(topic: string): string {
    const { topicMapper } = this.parts;
    return (topicMapper && codeName(topicMapper, topic)) ?? topic;
  }

  /** Connects for the first message of an app that is not connected; `undefined` once it is. */
  connectToSend(): Promise<void> | undefined {
    if (this.#ready) return undefined;
    return this.#closed ? Promise.reject(kfwError('KFW_APP_CLOSED', {})) : this.connect();
  }

  /** Opens the context in which a topic is read in this app; each reading has its own connections. */
  readonly openReaderContext: OpenReaderContext = () => {
    const { transport, codecs, declared, config } = this.parts;
    return { transport, codecs, declared, limits: readingLimits(config) };
  };

  readTopic<P = unknown, K = string>(topic: string, options: ReadTopicOptions<P, K> = {}): TopicReading<P, K> {
    return new TopicReading(topic, options, this.openReaderContext);
  }

  createServer(): Server {
    const { monitor, config, plan } = this.parts;
    const buffers = new BufferBudget(config.consumer.maxTotalBufferedBytes);
    const slots = new ConcurrencyLimiter(config.consumer.concurrency);
    const groups = plan.groups.map(active).filter((group) => group.topics.length > 0);
    monitor.subscribe('app.stopForced', () => this.#giveUp());
    this.#gaugeDeadLetters();
    const removeGauge = addIncomingGauges(monitor.measurements, buffers);
    const server = new Server({
      loops: groups.map((group) => this.#loop(group, buffers, slots)),
      monitor,
      identity: this.description,
      buffers: () => bufferStatus(buffers, this.producer, config),
      shutdownTimeoutMs: config.shutdownTimeoutMs,
      liveness: { stallTimeoutMs: config.consumer.stallTimeoutMs, sessionTimeoutMs: config.consumer.sessionTimeoutMs },
      connect: (signal) => this.#connectServer(signal),
      close: (why) => this.close(why),
    });
    void server.ended.then(removeGauge);
    return server;
  }

  /** Only a server counts dead letters, while it runs. */
  #gaugeDeadLetters(): void {
    const { monitor, logger, plan } = this.parts;
    const topics = failureTopics(plan)
      .filter(({ kind }) => kind === 'dead-letter')
      .map(({ topic }) => ({ topic, onCluster: this.nameOnCluster(topic) }));
    const { admin } = this.parts.transport;
    const gauge = new DeadLetterGauge({ admin, topics, measurements: monitor.measurements, logger });
    monitor.subscribe('app.running', () => gauge.start());
    monitor.subscribe('app.stopping', () => gauge.stop());
  }

  /** Topics that only failed messages need are checked before the first message fails. */
  async #connectServer(signal: AbortSignal): Promise<void> {
    await this.connect(signal);
    if (!this.config.createTopics && !signal.aborted) await reportMissingTopics({ ...this.parts, admin: this.admin });
  }

  async close(why: ClosingReason = { reason: 'done' }): Promise<void> {
    const { sink, transport, lost, closing, producer, onClose } = this.parts;
    const before = lost.count;
    if (this.#connected) await this.#flush();
    await closing.run(why);
    this.#closed = true;
    removeRuntime(this.responders);
    const wasConnected = this.#connected;
    if (wasConnected) {
      this.#connected = false;
      // Messages that `closing` has sent.
      if (producer.bufferedCount > 0) await this.#flush();
      this.#ready = false;
      await sink.disconnect();
    }
    // `admin` connects by itself.
    if (wasConnected || this.#admin !== undefined) await transport.disconnect();
    this.#removeGauges();
    onClose?.();
    await this.closings.run();
    if (lost.count > before) throw kfwError('KFW_MESSAGES_LOST', { messages: lost.count - before });
  }

  /** Messages that are not delivered in time are given up, and the producer is closed. */
  async #flush(): Promise<void> {
    const { producer, config } = this.parts;
    const inTime = await settlesWithin(config.shutdownTimeoutMs, producer.flush());
    if (!inTime && !this.#gaveUp) await producer.close(0);
  }

  /** The process ends before everything is delivered: reports the messages that are still buffered. */
  #giveUp(): void {
    this.#gaveUp = true;
    const error = kfwError('KFW_PROCESS_ENDED', { after: 'a stop that was forced' });
    this.parts.lost.add(this.parts.producer.buffered(), error);
  }

  /** The facts that a person looks for: the app's name, its cluster, and what it consumes. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return `App ${inspect(this.toJSON(), options)}`;
  }

  toJSON(): object {
    const { clientId, environment, brokers, registry, groups } = this.description;
    const names = groups.map(({ group, topics }) => [group, topics.map(({ topic }) => topic)]);
    return { clientId, environment, brokers, registry, connected: this.#ready, groups: Object.fromEntries(names) };
  }

  #loop(group: GroupPlan, buffers: BufferBudget, slots: ConcurrencyLimiter): ConsumeLoop {
    const { transport, lookup, monitor, logger, producer, responders, topicMapper, config } = this.parts;
    const { commitIntervalMs, sessionTimeoutMs } = config.consumer;
    const sourceOptions: SourceOptions = {
      ...config.consumer,
      group: group.id,
      topics: group.topics.map(({ topic, pattern, startFrom }) => ({ topic: pattern ?? topic, startFrom })),
      createTopics: config.createTopics,
      memory: buffers,
    };
    const source = new RestartableSource(() => transport.source(sourceOptions));
    // One for each partition, so that the partition's next owner fences its previous one.
    const idOf = ({ topic, partition }: TopicPartition) =>
      `${group.id}-${topicMapper?.toCluster(topic) ?? topic}-${partition}`;
    const traced = tracedDeliverer(producer, monitor);
    return new ConsumeLoop({
      group,
      source,
      lookup,
      bufferBudget: buffers,
      limiter: slots,
      monitor,
      logger,
      commitIntervalMs,
      sessionTimeoutMs,
      respond: (topic: TopicPlan, input: unknown, options: CallOptions): Promise<ResponderReport> =>
        respondFor(responders, topic, input, options),
      deliver: (message) => traced.deliverOne(message),
      fencePartition: async (from) => {
        await producer.fence(idOf(from));
        const [committed] = await transport.transactions.committedOffsets(group.id, [from]);
        return committed?.offset ?? null;
      },
      transact: (from, messages, consumed) => producer.deliverAtomically(idOf(from), messages, consumed),
    });
  }
}

function active(group: GroupPlan): GroupPlan {
  return { ...group, topics: group.topics.filter((topic) => topic.active) };
}
