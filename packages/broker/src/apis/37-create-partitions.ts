/** CreatePartitions (key 37), versions 0–1 (the same on the wire): adds empty partitions to existing topics. */
import type { BrokerState } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { errorCodes } from '../protocol/error-codes.js';
import { type Outcome, outcomeOf, Refusal } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { TimeSlice } from '../protocol/time-slice.js';
import { checkReplicas } from '../topics/new-topic.js';
import { maxPartitions } from '../topics/topic-limits.js';

export interface CreatePartitionsRequest {
  readonly topics: readonly Growth[];
  readonly validateOnly: boolean;
}

export interface Growth {
  readonly name: string;
  /** The total, existing partitions included. */
  readonly count: number;
  /** The replicas of each new partition; `null` leaves them to the broker. */
  readonly assignments: readonly (readonly number[])[] | null;
}

export interface CreatePartitionsResponse {
  readonly results: readonly (Outcome & { readonly name: string })[];
}

export const createPartitions: Api<CreatePartitionsRequest, CreatePartitionsResponse> = {
  key: apiKeys.CreatePartitions,
  name: 'CreatePartitions',
  minVersion: 0,
  maxVersion: 1,

  read(reader) {
    const topics = reader.array(
      () => ({
        name: reader.string(),
        count: reader.int32(),
        assignments: reader.nullableArray(() => reader.array(() => reader.int32(), 4), 4),
      }),
      10,
    );
    reader.int32();
    return { topics, validateOnly: reader.boolean() };
  },

  async handle({ topics, validateOnly }, { broker }) {
    const repeated = repeatedIn(topics.map(({ name }) => name));
    const outcomes = new Map<string, Outcome>();
    const slice = new TimeSlice();
    for (const growth of topics) {
      if (slice.isSpent) await slice.next();
      const outcome = await outcomeOf(() => {
        if (repeated.has(growth.name)) throw new Refusal(errorCodes.INVALID_REQUEST, 'Duplicate topic name.');
        return grow(growth, validateOnly, broker);
      });
      outcomes.set(growth.name, outcome);
    }
    return { results: [...outcomes].map(([name, outcome]) => ({ name, ...outcome })) };
  },

  write(writer, { results }) {
    writer.int32(0).array(results, ({ name, errorCode, errorMessage }) => {
      writer.string(name).int16(errorCode).nullableString(errorMessage);
    });
  },

  refuse: ({ topics }, errorCode) => ({ results: topics.map(({ name }) => ({ name, errorCode, errorMessage: null })) }),
};

async function grow({ name, count, assignments }: Growth, validateOnly: boolean, broker: BrokerState): Promise<void> {
  const topic = broker.topics.find(name);
  if (topic === undefined) {
    throw new Refusal(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, '');
  }
  const { partitions } = topic;
  if (count === partitions) {
    throw new Refusal(errorCodes.INVALID_PARTITIONS, `Topic already has ${partitions} partition(s).`);
  }
  if (count < partitions) {
    throw new Refusal(
      errorCodes.INVALID_PARTITIONS,
      `The topic ${name} currently has ${partitions} partition(s); ${count} would not be an increase.`,
    );
  }
  const more = count - partitions;
  if (more > maxPartitions) {
    throw new Refusal(errorCodes.POLICY_VIOLATION, 'Excessively large number of partitions per request.');
  }
  if (assignments !== null && assignments.length !== more) {
    throw new Refusal(
      errorCodes.INVALID_REPLICA_ASSIGNMENT,
      `Attempted to add ${more} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
    );
  }
  for (const replicas of assignments ?? []) checkReplicas(replicas);
  if (!validateOnly) await broker.topics.grow(topic, count);
}
