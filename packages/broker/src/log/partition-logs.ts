/**
 * The logs of all partitions: what topics need of them. The folder `log/` adds what producing and fetching need.
 */
import type { Topic } from '../topics/topic.js';
import type { PartitionLog } from './partition-log.js';

export interface PartitionLogs {
  /** Makes the log of a new partition, or opens the one that there is. Called for each before it is used. */
  open(topic: Topic, partition: number): Promise<void>;
  /** The log of a partition that was opened; undefined when there is no such partition. */
  find(topic: Topic, partition: number): PartitionLog | undefined;
  /** Deletes the logs of all partitions of a topic, and wakes whoever waits on them. */
  delete(topic: Topic): Promise<void>;
  /** Everything is on disk when this resolves. */
  close(): Promise<void>;
}
