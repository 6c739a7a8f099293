/**
 * A cluster of kafkajs without the producer, consumer or admin around it: the connections to the brokers and the
 * metadata, for requests of our own. kafkajs keeps its factory behind a symbol; made that way a cluster has the client's
 * brokers, TLS, SASL and log.
 */
import type { Kafka } from 'kafkajs';
import type { Cluster } from './internals.js';

export interface ClusterOptions {
  /** How long metadata is believed. */
  readonly metadataMaxAge: number;
  /** Whether a request for the metadata of a missing topic may create it. */
  readonly allowAutoTopicCreation: boolean;
  /** 1: offsets that are looked up count committed messages only. */
  readonly isolationLevel?: 0 | 1;
}

type ClusterFactory = (options: ClusterOptions) => Cluster;

const factoryName = 'private:Kafka:createCluster';

/** A cluster that nobody else uses. It connects when told to; its creator disconnects it. */
export function createCluster(kafka: Kafka, options: ClusterOptions): Cluster {
  const bySymbol = kafka as unknown as Readonly<Record<symbol, ClusterFactory | undefined>>;
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === factoryName);
  const create = symbol && bySymbol[symbol];
  if (create === undefined) throw new Error(`this kafkajs has no ${factoryName}: it is not version 2.2.4`);
  return create(options);
}
