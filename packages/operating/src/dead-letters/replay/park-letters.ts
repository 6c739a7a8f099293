/**
 * Parks dead letters that have been replayed too often, in a topic beside theirs: as they are, in the same partition. The
 * topic is created when the first letter needs it, with the partitions and the limits of the dead-letter topic.
 */
import { type Admin, headerEntriesOf, toError } from '@kfw/core';
import { operatingError } from '../../errors.js';
import type { DeadLetter } from '../dead-letter.js';
import { parkedTopic } from './parked-topic.js';
import type { Parking } from './replay-letters.js';
import { type PlacedMessage, type Sender, sendInOrder } from './topic-destination.js';

export interface ParkingOptions {
  /** The dead-letter topic. */
  readonly topic: string;
  readonly maxReplays: number;
  readonly admin: Pick<Admin, 'listTopics' | 'describeTopics' | 'describeConfigs' | 'createTopics'>;
  readonly sender: Sender;
}

export function createParking({ topic, maxReplays, admin, sender }: ParkingOptions): Parking {
  let partitions: Promise<number> | undefined;
  return {
    maxReplays,
    async park(letters) {
      try {
        partitions ??= ensureParkedTopic(topic, admin);
        const count = await partitions;
        return await sendInOrder(
          letters.map((letter) => parkedMessage(letter, parkedTopic(topic), count)),
          sender,
        );
      } catch (thrown) {
        const error = toError(thrown);
        return letters.map(() => error);
      }
    },
  };
}

function parkedMessage({ record, place }: DeadLetter, topic: string, partitions: number): PlacedMessage {
  const { key, value } = record;
  return {
    topic,
    partition: place.partition % partitions,
    key,
    value,
    headers: {},
    headerEntries: headerEntriesOf(record),
  };
}

/** What a parked letter must fit into, and how long it stays. */
const copiedConfig: readonly string[] = ['retention.ms', 'retention.bytes', 'max.message.bytes'];

/** Returns its partitions. Throws `KFW_PARKED_TOPIC_MISSING` when there is none and it cannot be created. */
async function ensureParkedTopic(topic: string, admin: ParkingOptions['admin']): Promise<number> {
  const parked = parkedTopic(topic);
  const isThere = (await admin.listTopics()).includes(parked);
  const [described] = await admin.describeTopics([isThere ? parked : topic]);
  const partitions = described?.partitions.length ?? 1;
  if (isThere) return partitions;
  try {
    const [{ entries } = { entries: [] }] = await admin.describeConfigs([{ type: 'topic', name: topic }]);
    const set = entries.flatMap(({ name, value, source }) =>
      value !== null && source === 'topic' && copiedConfig.includes(name) ? [[name, value] as const] : [],
    );
    const replicationFactor = described?.partitions[0]?.replicas.length ?? -1;
    await admin.createTopics([{ topic: parked, partitions, replicationFactor, config: Object.fromEntries(set) }]);
    return partitions;
  } catch (thrown) {
    const cause = toError(thrown);
    throw operatingError('KFW_PARKED_TOPIC_MISSING', { topic: parked, partitions, reason: cause.message }, { cause });
  }
}
