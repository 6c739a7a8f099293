/** The logs of all partitions, as topics and APIs use them. */
import type { Topic } from '../topics/topic.js';
import type { PartitionLog } from './partition-log.js';

export interface PartitionLogs {
  /** Creates the log of a new partition, or opens an existing one. Called for each partition before it is used. */
  open(topic: Topic, partition: number): Promise<void>;
  /** The log of an opened partition; undefined when there is no such partition. */
  find(topic: Topic, partition: number): PartitionLog | undefined;
  /** Deletes the logs of a topic, and wakes their waiting readers. */
  delete(topic: Topic): Promise<void>;
  /** Everything is on disk when this resolves. */
  close(): Promise<void>;
}
