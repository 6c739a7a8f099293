/**
 * CreateTopics, versions 0–4. Each topic is checked and created by itself; with `validateOnly` (version 1 and above)
 * it is only checked. Version 4 is the third one: from it on clients may leave the numbers to the broker. A topic is there, with its logs, when the answer says so: the timeout is never waited for.
 */
import type { BrokerState } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { errorCodes } from '../protocol/error-codes.js';
import type { Reader } from '../protocol/reader.js';
import { type Outcome, outcomeOf, Refusal } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { Turn } from '../protocol/turn.js';
import { checkNewTopic, type NewTopic } from '../topics/new-topic.js';

export interface CreateTopicsRequest {
  readonly topics: readonly NewTopic[];
  readonly validateOnly: boolean;
}

export interface CreateTopicsResponse {
  readonly topics: readonly (Outcome & { readonly name: string })[];
}

export const createTopics: Api<CreateTopicsRequest, CreateTopicsResponse> = {
  key: apiKeys.CreateTopics,
  name: 'CreateTopics',
  minVersion: 0,
  maxVersion: 4,

  read(reader, version) {
    const topics = reader.array(readTopic, 16);
    reader.int32();
    return { topics, validateOnly: version >= 1 && reader.boolean() };
  },

  async handle({ topics, validateOnly }, { broker }) {
    const repeated = repeatedIn(topics.map(({ name }) => name));
    const outcomes = new Map<string, Outcome>();
    const turn = new Turn();
    for (const topic of topics) {
      if (turn.isLong) await turn.next();
      const outcome = await outcomeOf(() => {
        if (repeated.has(topic.name)) throw new Refusal(errorCodes.INVALID_REQUEST, 'Duplicate topic name.');
        return create(topic, validateOnly, broker);
      });
      outcomes.set(topic.name, outcome);
    }
    return { topics: [...outcomes].map(([name, outcome]) => ({ name, ...outcome })) };
  },

  write(writer, { topics }, version) {
    if (version >= 2) writer.int32(0);
    writer.array(topics, ({ name, errorCode, errorMessage }) => {
      writer.string(name).int16(errorCode);
      if (version >= 1) writer.nullableString(errorMessage);
    });
  },

  refuse: ({ topics }, errorCode) => ({ topics: topics.map(({ name }) => ({ name, errorCode, errorMessage: null })) }),
};

async function create(topic: NewTopic, validateOnly: boolean, { topics, settings }: BrokerState): Promise<void> {
  const { name } = topic;
  const refuseExisting = (): void => {
    if (topics.find(name) === undefined) return;
    throw new Refusal(errorCodes.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
  };
  refuseExisting();
  const { partitions, overrides } = checkNewTopic(topic, topics, settings.defaultPartitions);
  if (validateOnly) return;
  if (!(await topics.create(name, partitions, overrides))) refuseExisting();
}

function readTopic(reader: Reader): NewTopic {
  return {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    assignments: reader.array(
      () => ({ partition: reader.int32(), replicas: reader.array(() => reader.int32(), 4) }),
      8,
    ),
    configs: reader.array(() => [reader.string(), reader.nullableString()] as const, 4),
  };
}
