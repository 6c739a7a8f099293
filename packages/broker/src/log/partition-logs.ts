/**
 * The logs of all partitions: what topics need of them. The folder `log/` adds what producing and fetching need.
 */
import type { Topic } from '../topics/topic.js';

export interface PartitionLogs {
  /** Makes the log of a new partition, or opens the one that there is. Called for each before it is used. */
  open(topic: Topic, partition: number): Promise<void>;
  /** Deletes the logs of all partitions of a topic, and wakes whoever waits on them. */
  delete(topic: Topic): Promise<void>;
  /** Everything is on disk when this resolves. */
  close(): Promise<void>;
}
