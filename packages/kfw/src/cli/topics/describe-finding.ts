/** What `kfw topics health` found, as a sentence: what is wrong, what happens because of it, and what helps. */
import type { TopicFinding } from '@kfw/operating';
import { shownRetention } from './shown-retention.js';

export function describeFinding(found: TopicFinding): string {
  switch (found.finding) {
    case 'offlinePartitions':
      return `${found.topic}: ${partitionsOf(found.partitions)} without a leader: neither read nor written until a broker that has it is back.`;
    case 'belowMinInSync':
      return `${found.topic}: ${partitionsOf(found.partitions)} with fewer than ${found.minInSync} replicas in sync (min.insync.replicas): writing is rejected.`;
    case 'underReplicated':
      return `${found.topic}: ${partitionsOf(found.partitions)} with a replica that is missing or behind.`;
    case 'oneReplica':
      return `${found.topic} has one replica on a cluster of ${found.brokers} brokers: it is lost with its broker.`;
    case 'noSpareReplica':
      return `${found.topic} has ${found.replicationFactor} replicas, and min.insync.replicas is ${found.minInSync}: one lost broker makes it unwritable.`;
    case 'deadLetterRetention':
      return `${found.topic} keeps dead letters for ${shownRetention(found.retentionMs)}, and their source ${found.source} keeps messages ${found.sourceRetentionMs < 0 ? 'without limit' : `for ${shownRetention(found.sourceRetentionMs)}`}: raise its retention.ms.`;
    case 'deadLetterMessageSize':
      return `${found.topic} takes messages of ${found.maxMessageBytes} bytes, and its source ${found.source} of ${found.sourceMaxMessageBytes}: a larger one cannot be dead-lettered and blocks its partition. Raise its max.message.bytes.`;
    case 'deadLetterCompacted':
      return `${found.topic} is compacted: of the dead letters of ${found.source} with the same key only the last is kept.`;
    case 'keylessCompacted':
      return `${found.topic} is compacted, and ${found.withoutKey} of its ${found.sampled} newest messages read have no key: producers without a key are rejected, and such messages are removed.`;
    case 'onlyBroker':
      return `the cluster has one broker: none of the topics has a second replica.`;
  }
}

function partitionsOf(partitions: readonly number[]): string {
  const shown = partitions.slice(0, 10).join(', ');
  const more = partitions.length > 10 ? `, … (${partitions.length} in all)` : '';
  return `${partitions.length === 1 ? 'partition' : 'partitions'} ${shown}${more}`;
}
