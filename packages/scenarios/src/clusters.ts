/**
 * The clusters that scenarios run on, as this jest run has them. Their addresses travel from the global setup to
 * the test processes in environment variables, which a person may set too: `KFW_TEST_BROKERS` and
 * `KFW_TEST_REGISTRY` make a run use a cluster that is already up.
 */
export type ClusterKind = 'apache-kafka' | 'embedded';

export interface Cluster {
  readonly kind: ClusterKind;
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  /** As for `KFW_REGISTRY_URL`. */
  readonly registry: string;
}

/** A cluster that could not be had on this machine: its half of the scenarios is reported as skipped. */
export interface MissingCluster {
  readonly kind: ClusterKind;
  readonly unavailable: string;
}

const brokersVariable = 'KFW_TEST_BROKERS';
const registryVariable = 'KFW_TEST_REGISTRY';
const unavailableVariable = 'KFW_TEST_KAFKA_UNAVAILABLE';

/** Every kind of cluster, with its address or with the reason why it is missing. */
export function clusters(): readonly (Cluster | MissingCluster)[] {
  const brokers = process.env[brokersVariable];
  const registry = process.env[registryVariable];
  const unavailable = process.env[unavailableVariable] || `${brokersVariable} and ${registryVariable} are not set`;
  return brokers && registry ? [{ kind: 'apache-kafka', brokers, registry }] : [{ kind: 'apache-kafka', unavailable }];
}

export function isMissing(cluster: Cluster | MissingCluster): cluster is MissingCluster {
  return 'unavailable' in cluster;
}

/** Makes a started cluster known to the test processes, which inherit the environment. */
export function announceCluster(addresses: { brokers: string; registry: string }): void {
  process.env[brokersVariable] = addresses.brokers;
  process.env[registryVariable] = addresses.registry;
}

export function announceMissing(reason: string): void {
  process.env[unavailableVariable] = reason;
}
