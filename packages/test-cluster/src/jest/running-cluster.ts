/**
 * The clusters of a jest run, one of each kind, held between jest's global setup and teardown. Where Apache Kafka cannot
 * run, its half of the scenarios is skipped, except in CI: there a missing cluster must not pass for a success. The
 * embedded broker needs nothing, so that it is never missing.
 */
import { isKfwError } from '@kfw/core';
import { announceCluster, announceMissing, type ClusterKind, clusters, isMissing } from '../clusters/clusters.js';
import { EmbeddedProcess } from '../clusters/embedded-process.js';
import { startKafka } from '../kafka/kafka-cluster.js';

const stops: (() => Promise<void>)[] = [];

const starts: Readonly<Record<ClusterKind, () => Promise<void>>> = {
  'apache-kafka': startApacheKafka,
  embedded: startEmbedded,
};

export async function startClusters(): Promise<void> {
  const outcomes = await Promise.allSettled(
    clusters()
      .filter(isMissing)
      .map(({ kind }) => starts[kind]()),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return;
  await stopClusters();
  throw failed.reason;
}

export async function stopClusters(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

async function startApacheKafka(): Promise<void> {
  const kind = 'apache-kafka';
  try {
    const kafka = await startKafka();
    stops.push(() => kafka.stop());
    announceCluster({ kind, brokers: kafka.brokers, registry: kafka.registry ?? '' });
  } catch (thrown) {
    if (process.env.CI === 'true' || !isKfwError(thrown, 'KFW_KAFKA_UNAVAILABLE')) throw thrown;
    announceMissing({ kind, unavailable: thrown.message });
  }
}

async function startEmbedded(): Promise<void> {
  const embedded = new EmbeddedProcess();
  stops.push(() => embedded.kill('SIGTERM'));
  announceCluster({ kind: 'embedded', ...(await embedded.start()) });
}
