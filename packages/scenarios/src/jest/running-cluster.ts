/**
 * The one cluster of a jest run, held between jest's global setup and teardown. Where it cannot run, scenarios are
 * skipped, except in CI: there a missing cluster must not pass for a success.
 */
import { isKfwError } from '@kfw/core';
import { announceCluster, announceMissing, clusters, isMissing } from '../clusters.js';
import { type KafkaCluster, startKafka } from '../kafka/kafka-cluster.js';

let started: KafkaCluster | undefined;

export async function startCluster(): Promise<void> {
  if (!clusters().some(isMissing)) return;
  try {
    started = await startKafka();
    announceCluster({ brokers: started.brokers, registry: started.registry ?? '' });
  } catch (thrown) {
    if (process.env.CI === 'true' || !isKfwError(thrown, 'KFW_KAFKA_UNAVAILABLE')) throw thrown;
    announceMissing(thrown.message);
  }
}

export async function stopCluster(): Promise<void> {
  await started?.stop();
  started = undefined;
}
