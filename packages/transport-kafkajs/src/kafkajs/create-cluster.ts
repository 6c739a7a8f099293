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
  return factoryOf(kafka).create(options);
}

/** Calls `created` with each cluster that the client makes from now on, those of its own consumers and admins included. */
export function onClusterCreated(kafka: Kafka, created: (cluster: Cluster) => void): void {
  const { bySymbol, symbol, create } = factoryOf(kafka);
  bySymbol[symbol] = (options) => {
    const cluster = create(options);
    created(cluster);
    return cluster;
  };
}

function factoryOf(kafka: Kafka) {
  const bySymbol = kafka as unknown as Record<symbol, ClusterFactory | undefined>;
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === factoryName);
  const create = symbol && bySymbol[symbol];
  if (symbol === undefined || create === undefined)
    throw new Error(`this kafkajs has no ${factoryName}: it is not version 2.2.4`);
  return { bySymbol, symbol, create };
}
