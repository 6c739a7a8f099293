/**
 * A booted app: what it stands on, and the three things that can be done with it: connect, serve, close.
 */
import {
  type Admin,
  type AppDescription,
  BufferBudget,
  type CallOptions,
  type Codecs,
  ConsumeLoop,
  connect,
  type GroupPlan,
  type Logger,
  type Monitor,
  type OffsetLookup,
  type Plan,
  type Producer,
  type ResponderReport,
  type ResponderRuntime,
  respondFor,
  Server,
  type Sink,
  type TopicMapper,
  type TopicPlan,
  type Transport,
} from '@kfw/core';
import type { KfwConfig } from '../config/kfw-config.js';

export interface AppParts {
  readonly root: string;
  readonly config: KfwConfig;
  readonly plan: Plan;
  readonly codecs: Codecs;
  readonly transport: Transport;
  /** Offsets of topics by their names in the code. */
  readonly lookup: OffsetLookup;
  readonly sink: Sink;
  readonly producer: Producer;
  readonly responders: ResponderRuntime;
  readonly topicMapper: TopicMapper | undefined;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly classes: Readonly<Record<string, unknown>>;
  readonly description: AppDescription;
  readonly onClose: (() => void) | undefined;
}

export class App {
  readonly root: string;
  readonly config: KfwConfig;
  readonly plan: Plan;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly producer: Producer;
  readonly classes: Readonly<Record<string, unknown>>;
  readonly description: AppDescription;
  readonly responders: ResponderRuntime;
  #connected = false;
  /** All of it is connected, not only the brokers. */
  #ready = false;

  constructor(private readonly parts: AppParts) {
    this.root = parts.root;
    this.config = parts.config;
    this.plan = parts.plan;
    this.monitor = parts.monitor;
    this.logger = parts.logger;
    this.producer = parts.producer;
    this.classes = parts.classes;
    this.description = parts.description;
    this.responders = parts.responders;
  }

  get admin(): Admin {
    return this.parts.transport.admin;
  }

  /**
   * Reaches brokers and registry, trying again until `connectTimeoutMs`. Throws the last attempt's error. A connected
   * app stays as it is: a server that is started in one opens nothing twice.
   */
  async connect(signal?: AbortSignal): Promise<void> {
    if (this.#ready) return;
    const { transport, codecs, sink, monitor, config } = this.parts;
    const { brokers, registry, connectTimeoutMs: timeoutMs } = config;
    await connect({
      target: 'brokers',
      addresses: brokers,
      setting: config.brokersSetting,
      timeoutMs,
      monitor,
      signal,
      attempt: () => transport.connect(),
    });
    this.#connected = true;
    signal?.throwIfAborted();
    for (const codec of codecs) {
      if (codec.connect === undefined) continue;
      await connect({
        target: 'registry',
        addresses: registry === undefined ? [] : [registry.url],
        setting: config.registrySetting ?? 'registry.url',
        timeoutMs,
        monitor,
        signal,
        attempt: async () => codec.connect?.(),
      });
    }
    signal?.throwIfAborted();
    await sink.connect();
    this.#ready = true;
    monitor.publish('app.connected', { brokers, registry: registry?.url });
  }

  /** A server over the active topics of the plan; it connects when it is started. */
  createServer(): Server {
    const { monitor, config, plan } = this.parts;
    const buffers = new BufferBudget(config.consumer.maxTotalBufferedBytes);
    const groups = plan.groups.map(active).filter((group) => group.topics.length > 0);
    return new Server({
      loops: groups.map((group) => this.#loop(group, buffers)),
      monitor,
      shutdownTimeoutMs: config.shutdownTimeoutMs,
      connect: (signal) => this.connect(signal),
      close: () => this.close(),
    });
  }

  /** Closes what `connect` opened. */
  async close(): Promise<void> {
    if (this.#connected) {
      this.#connected = false;
      this.#ready = false;
      await this.parts.sink.disconnect();
      await this.parts.transport.disconnect();
    }
    this.parts.onClose?.();
  }

  #loop(group: GroupPlan, buffers: BufferBudget): ConsumeLoop {
    const { transport, lookup, monitor, logger, producer, responders, topicMapper, config } = this.parts;
    const { commitIntervalMs, maxTotalBufferedBytes: _shared, ...consumer } = config.consumer;
    const source = transport.source({
      ...consumer,
      group: group.id,
      topics: group.topics.map(({ topic, pattern, from }) => ({ topic: pattern ?? topic, from })),
      createTopics: config.createTopics,
    });
    return new ConsumeLoop({
      group,
      source,
      lookup,
      buffers,
      monitor,
      logger,
      commitIntervalMs,
      sessionTimeoutMs: consumer.sessionTimeoutMs,
      respond: (topic: TopicPlan, input: unknown, options: CallOptions): Promise<ResponderReport> =>
        respondFor(responders, topic, input, options),
      // Of its own for each partition, so that whoever owns the partition next fences whoever owned it before.
      transact: ({ topic, partition }, messages, consumed) =>
        producer.deliverAtomically(
          `${group.id}-${topicMapper?.toCluster(topic) ?? topic}-${partition}`,
          messages,
          consumed,
        ),
    });
  }
}

function active(group: GroupPlan): GroupPlan {
  return { ...group, topics: group.topics.filter((topic) => topic.active) };
}
