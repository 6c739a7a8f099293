/**
 * What sends, from a configuration: the same for an app with routes and for `deliver` in any other program. Nothing is
 * connected yet.
 */
import {
  type Codecs,
  joiningTransactions,
  type Monitor,
  mapTopics,
  type OnUndelivered,
  Producer,
  ResponderRuntime,
  type Sink,
  type Transport,
} from '@kfw/core';
import type { KfwConfig } from '../config/kfw-config.js';
import { createCodecs, createTransport } from './backing.js';
import type { AppDefinition } from './define-app.js';

export interface ProducingOptions {
  readonly config: KfwConfig;
  readonly definition: AppDefinition;
  readonly monitor: Monitor;
  readonly onUndelivered: OnUndelivered;
  /** Whether idle connections keep the process alive. Default true. */
  readonly keepsProcessAlive?: boolean;
}

export interface Producing {
  readonly codecs: Codecs;
  readonly transport: Transport;
  readonly sink: Sink;
  readonly producer: Producer;
  readonly responders: ResponderRuntime;
}

export function createProducing(options: ProducingOptions): Producing {
  const { config, definition, monitor, onUndelivered, keepsProcessAlive = true } = options;
  const { acks, compression, idempotent, requestTimeoutMs, ...buffering } = config.producer;
  const codecs = createCodecs(config, definition.codecs ?? [], definition.topicMapper);
  const transport = mapTopics(createTransport(config, monitor), definition.topicMapper);
  const sending = { acks, compression, idempotent, requestTimeoutMs };
  const sink = transport.sink({ ...sending, createTopics: config.createTopics, keepsProcessAlive });
  const producer = new Producer(sink, transport.transactions, monitor, {
    ...buffering,
    compressed: compression !== 'none',
    partitioner: definition.partitioner,
    keepsProcessAlive,
    onUndelivered,
  });
  // What a transactional consumer sends joins its transaction, whoever sends it.
  const responders = new ResponderRuntime(joiningTransactions(producer), monitor, codecs, {
    clientId: config.clientId,
    ...(definition.produceMiddleware && { produceMiddleware: definition.produceMiddleware }),
    ...(definition.carriedHeaders && { carriedHeaders: definition.carriedHeaders }),
  });
  return { codecs, transport, sink, producer, responders };
}
