/**
 * A cluster of kafkajs without the producer, consumer or admin that it makes around one: the connections to the brokers
 * and the metadata, for requests of our own. kafkajs keeps how it makes one behind a symbol; made that way it has the
 * client's brokers, TLS, SASL and log.
 */
import type { Kafka } from 'kafkajs';
import type { ClusterInternals } from 'kafkajs/src/consumer/consumerGroup.js';

export interface ClusterOptions {
  /** How long metadata is believed. */
  readonly metadataMaxAge: number;
  /** Whether asking for the metadata of a missing topic may create it. */
  readonly allowAutoTopicCreation: boolean;
  /** 1: offsets that are looked up count committed messages only. */
  readonly isolationLevel?: 0 | 1;
  /** Requests that may be on their way on one connection. */
  readonly maxInFlightRequests?: number;
}

type ClusterFactory = (options: ClusterOptions) => ClusterInternals;

const factoryName = 'private:Kafka:createCluster';

/** A cluster that nobody else uses; it connects when it is told to, and is disconnected by whoever made it. */
export function createCluster(kafka: Kafka, options: ClusterOptions): ClusterInternals {
  const bySymbol = kafka as unknown as Readonly<Record<symbol, ClusterFactory | undefined>>;
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === factoryName);
  const create = symbol && bySymbol[symbol];
  if (create === undefined) throw new Error(`this kafkajs keeps no ${factoryName}: it is not version 2.2.4`);
  return create(options);
}
