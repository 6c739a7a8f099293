/**
 * Creates the producer and its parts from the configuration, both for an app with routes and for `deliver` in any
 * other program. Nothing is connected yet.
 */

import type { Monitor, Sink, Transport } from '@kfw/core';
import {
  type Codecs,
  type DeclaredSchemas,
  mapTopics,
  type OnUndelivered,
  Producer,
  ResponderRuntime,
  tracedDeliverer,
  transactionalDeliverer,
} from '@kfw/core/internal';
import type { AppDefinition } from '../app/define-app.js';
import type { KfwConfig } from '../config/kfw-config.js';
import { connectingSink } from './connecting-sink.js';
import { createCodecs, createTransport } from './create-transport.js';
import { warnOfUndeclared } from './warn-of-undeclared.js';

export interface CreateProducerOptions {
  readonly config: KfwConfig;
  readonly definition: AppDefinition;
  readonly monitor: Monitor;
  readonly onUndelivered: OnUndelivered;
  /** The schemas that the app declares for its topics. Without it no app is loaded, and responders cannot be called. */
  readonly declared?: DeclaredSchemas;
  /** What the first message waits for; returns `undefined` once connected. Default: nothing. */
  readonly connecting?: () => Promise<void> | undefined;
  /** Whether idle connections keep the process alive. Default true. */
  readonly keepsProcessAlive?: boolean;
}

export interface ProducerParts {
  readonly codecs: Codecs;
  readonly transport: Transport;
  readonly sink: Sink;
  readonly producer: Producer;
  readonly responders: ResponderRuntime;
}

export function createProducer(options: CreateProducerOptions): ProducerParts {
  const { config, definition, monitor, onUndelivered, declared, keepsProcessAlive = true } = options;
  const { acks, compression, idempotent, requestTimeoutMs, ...buffering } = config.producer;
  const codecs = createCodecs(config, definition.codecs ?? [], definition.topicMapper, monitor);
  const transport = mapTopics(createTransport(config, monitor), definition.topicMapper);
  const sending = { acks, compression, idempotent, requestTimeoutMs };
  const ofTransport = transport.sink({ ...sending, createTopics: config.createTopics, keepsProcessAlive });
  const sink = options.connecting === undefined ? ofTransport : connectingSink(ofTransport, options.connecting);
  const producer = new Producer(sink, transport.transactions, monitor, {
    ...buffering,
    compressed: compression !== 'none',
    partitioner: definition.partitioner,
    keepsProcessAlive,
    onUndelivered,
  });
  // Messages sent while a transactional consumer handles its own join its transaction.
  const deliverer = tracedDeliverer(transactionalDeliverer(producer), monitor);
  const responders = new ResponderRuntime(deliverer, monitor, codecs, {
    clientId: config.clientId,
    ...(declared === undefined ? { withoutApp: true } : { declared }),
    onUndeclared: warnOfUndeclared(codecs, monitor, declared !== undefined),
    ...(definition.produceMiddleware && { produceMiddleware: definition.produceMiddleware }),
    ...(definition.propagatedHeaders && { propagatedHeaders: definition.propagatedHeaders }),
  });
  return { codecs, transport, sink, producer, responders };
}
