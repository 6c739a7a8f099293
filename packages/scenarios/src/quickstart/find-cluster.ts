/**
 * Where the quickstart finds Kafka: at KFW_BROKERS when it is set, else in Docker Compose, else in Apache Kafka that is
 * started from Maven Central with this machine's Java.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startKafka } from '../kafka/kafka-cluster.js';

export interface FoundCluster {
  readonly brokers: string;
  readonly registry: string;
  /** Stops what was started for the quickstart; what was running before goes on. */
  stop(): Promise<void>;
}

const composed = { brokers: 'localhost:9092', registry: 'http://localhost:8081/apis/ccompat/v7' };

/** Throws when there is none of the three, with what to do. */
export async function findCluster(checkout: string, say: (line: string) => void): Promise<FoundCluster> {
  const { KFW_BROKERS: brokers, KFW_REGISTRY_URL: registry = composed.registry } = process.env;
  if (brokers) {
    say(`Kafka at ${brokers}, schema registry at ${registry}`);
    return { brokers, registry, stop: async () => {} };
  }
  const compose = promisify(execFile);
  const composeFailure = await compose('docker', ['compose', 'up', '--detach', '--wait'], { cwd: checkout }).then(
    () => undefined,
    (error: Error) => error,
  );
  if (composeFailure === undefined) {
    say('Apache Kafka and a schema registry in Docker Compose (docker compose down stops them)');
    return { ...composed, stop: async () => {} };
  }
  say('Docker Compose cannot be used here: starting Apache Kafka and a schema registry with Java…');
  const cluster = await startKafka({ registry: true });
  return { brokers: cluster.brokers, registry: cluster.registry ?? composed.registry, stop: () => cluster.stop() };
}
