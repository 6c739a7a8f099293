/** Whether a topic survives the loss of a broker, and whether it can be written now. */
import type { TopicDescription } from '@kfw/core';
import { replicationFactorOf } from '../planning/topic-difference.js';
import type { TopicFinding } from './finding.js';

const noLeader = -1;

export function checkReplication(described: TopicDescription, minInSync: number, brokers: number): TopicFinding[] {
  const { topic, partitions } = described;
  const findings: TopicFinding[] = [];
  const numbersOf = (fits: (partition: TopicDescription['partitions'][number]) => boolean): number[] =>
    partitions.filter(fits).map(({ partition }) => partition);
  const offline = numbersOf(({ leader }) => leader === noLeader);
  const below = numbersOf(({ leader, inSync }) => leader !== noLeader && inSync.length < minInSync);
  const under = numbersOf(
    ({ leader, inSync, replicas }) =>
      leader !== noLeader && inSync.length < replicas.length && inSync.length >= minInSync,
  );
  if (offline.length > 0)
    findings.push({ finding: 'offlinePartitions', severity: 'error', topic, partitions: offline });
  if (below.length > 0) {
    findings.push({ finding: 'belowMinInSync', severity: 'error', topic, partitions: below, minInSync });
  }
  if (under.length > 0) findings.push({ finding: 'underReplicated', severity: 'warning', topic, partitions: under });
  const replicationFactor = replicationFactorOf(described);
  if (replicationFactor === 1 && brokers > 1) {
    findings.push({ finding: 'oneReplica', severity: 'error', topic, brokers });
  }
  if (replicationFactor > 1 && minInSync >= replicationFactor) {
    findings.push({ finding: 'noSpareReplica', severity: 'error', topic, minInSync, replicationFactor });
  }
  return findings;
}
