/**
 * The leaders of the partitions of a cluster and their numbers of copies in sync, as one of its brokers reports them.
 */
import { askBroker, int32 } from './ask-broker.js';

export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** -1 while there is none. */
  readonly leader: number;
  readonly replicas: number;
  readonly inSync: number;
}

/** Every partition of every topic, internal ones too, as the broker at `port` sees them (Metadata v1). */
export async function partitionsSeenBy(port: number): Promise<PartitionState[]> {
  const answer = await askBroker(port, 3, 1, int32(-1));
  for (let brokers = answer.int32(); brokers > 0; brokers--) {
    answer.int32();
    answer.string();
    answer.int32();
    answer.string();
  }
  answer.int32();
  const found: PartitionState[] = [];
  for (let topics = answer.int32(); topics > 0; topics--) {
    answer.int16();
    const topic = answer.string();
    answer.int8();
    for (let partitions = answer.int32(); partitions > 0; partitions--) {
      answer.int16();
      const partition = answer.int32();
      const leader = answer.int32();
      found.push({ topic, partition, leader, replicas: answer.int32s(), inSync: answer.int32s() });
    }
  }
  return found;
}
