/**
 * The clusters of this jest run, for scenarios. Their addresses travel from the global setup to the test processes in
 * environment variables, which a person may set too: `KFW_TEST_BROKERS` and `KFW_TEST_REGISTRY` (`KFW_TEST_EMBEDDED_…`
 * for the embedded one) make a run use a cluster that is already up, and `KFW_TEST_CLUSTERS` says which kinds it uses.
 */
export const clusterKinds = ['apache-kafka', 'embedded'] as const;

export type ClusterKind = (typeof clusterKinds)[number];

export interface Cluster {
  readonly kind: ClusterKind;
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  /** As for `KFW_REGISTRY_URL`. */
  readonly registry: string;
}

/** A cluster that is not available on this machine: its half of the scenarios is reported as skipped. */
export interface MissingCluster {
  readonly kind: ClusterKind;
  readonly unavailable: string;
}

interface Variables {
  readonly brokers: string;
  readonly registry: string;
  readonly unavailable: string;
}

const variables: Readonly<Record<ClusterKind, Variables>> = {
  'apache-kafka': {
    brokers: 'KFW_TEST_BROKERS',
    registry: 'KFW_TEST_REGISTRY',
    unavailable: 'KFW_TEST_KAFKA_UNAVAILABLE',
  },
  embedded: {
    brokers: 'KFW_TEST_EMBEDDED_BROKERS',
    registry: 'KFW_TEST_EMBEDDED_REGISTRY',
    unavailable: 'KFW_TEST_EMBEDDED_UNAVAILABLE',
  },
};

/** Every kind of cluster of this run, with its address or with the reason why it is missing. */
export function clusters(): readonly (Cluster | MissingCluster)[] {
  return kindsOf(process.env.KFW_TEST_CLUSTERS).map((kind) => {
    const names = variables[kind];
    const brokers = process.env[names.brokers];
    const registry = process.env[names.registry];
    const unavailable = process.env[names.unavailable] || `${names.brokers} and ${names.registry} are not set`;
    return brokers && registry ? { kind, brokers, registry } : { kind, unavailable };
  });
}

export function isMissing(cluster: Cluster | MissingCluster): cluster is MissingCluster {
  return 'unavailable' in cluster;
}

/** Makes a started cluster known to the test processes, which inherit the environment. */
export function announceCluster({ kind, brokers, registry }: Cluster): void {
  process.env[variables[kind].brokers] = brokers;
  process.env[variables[kind].registry] = registry;
}

export function announceMissing({ kind, unavailable }: MissingCluster): void {
  process.env[variables[kind].unavailable] = unavailable;
}

/** Names with commas. A run that would use no cluster, by a name that is wrong, must not pass. */
function kindsOf(given: string | undefined): readonly ClusterKind[] {
  if (!given) return clusterKinds;
  return given.split(',').map((name) => {
    const kind = clusterKinds.find((known) => known === name.trim());
    if (kind === undefined) throw new Error(`KFW_TEST_CLUSTERS takes ${clusterKinds.join(' and ')}, not '${name}'.`);
    return kind;
  });
}
