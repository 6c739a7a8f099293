/**
 * CreateTopics (key 19), versions 0–5. Each topic is checked and created independently; with `validateOnly` it is only
 * checked. A topic exists, with its logs, when the response says so: the timeout is not used.
 *
 * Version notes:
 * - v1 adds `validateOnly`
 * - v4 lets clients leave the counts to the broker (KIP-464)
 * - v5 is in the flexible encoding and returns the counts and settings of the topic (KIP-525)
 */
import type { BrokerState } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { errorCodes } from '../protocol/error-codes.js';
import type { Reader } from '../protocol/reader.js';
import { type Outcome, outcomeOf, Refusal } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { TimeSlice } from '../protocol/time-slice.js';
import type { Writer } from '../protocol/writer.js';
import { effectiveConfigs, sourceOf } from '../topics/effective-configs.js';
import { type CheckedTopic, checkNewTopic, type NewTopic } from '../topics/new-topic.js';

export interface CreateTopicsRequest {
  readonly topics: readonly NewTopic[];
  readonly validateOnly: boolean;
}

export interface CreateTopicsResponse {
  readonly topics: readonly CreatedTopic[];
}

interface CreatedTopic extends Outcome {
  readonly name: string;
  /** What it has got; `undefined` when it was refused. */
  readonly created: CheckedTopic | undefined;
}

/** With one broker there is one replica. */
const replicas = 1;

export const createTopics: Api<CreateTopicsRequest, CreateTopicsResponse> = {
  key: apiKeys.CreateTopics,
  name: 'CreateTopics',
  minVersion: 0,
  maxVersion: 5,
  flexibleFrom: 5,

  read(reader, version) {
    const topics = reader.array(readTopic, 9);
    reader.int32();
    return { topics, validateOnly: version >= 1 && reader.boolean() };
  },

  async handle({ topics, validateOnly }, { broker }) {
    const repeated = repeatedIn(topics.map(({ name }) => name));
    const results = new Map<string, CreatedTopic>();
    const slice = new TimeSlice();
    for (const topic of topics) {
      if (slice.isSpent) await slice.next();
      const { name } = topic;
      let created: CheckedTopic | undefined;
      const outcome = await outcomeOf(async () => {
        if (repeated.has(name)) throw new Refusal(errorCodes.INVALID_REQUEST, 'Duplicate topic name.');
        created = await create(topic, validateOnly, broker);
      });
      results.set(name, { name, created, ...outcome });
    }
    return { topics: [...results.values()] };
  },

  write(writer, { topics }, version) {
    if (version >= 2) writer.int32(0);
    writer.array(topics, ({ name, errorCode, errorMessage, created }) => {
      writer.string(name).int16(errorCode);
      if (version >= 1) writer.nullableString(errorMessage);
      if (version >= 5) writeCreated(writer, created);
      writer.tags();
    });
    writer.tags();
  },

  refuse: ({ topics }, errorCode) => ({
    topics: topics.map(({ name }) => ({ name, errorCode, errorMessage: null, created: undefined })),
  }),
};

async function create(
  topic: NewTopic,
  validateOnly: boolean,
  { topics, settings }: BrokerState,
): Promise<CheckedTopic> {
  const { name } = topic;
  const refuseExisting = (): void => {
    if (topics.find(name) === undefined) return;
    throw new Refusal(errorCodes.TOPIC_ALREADY_EXISTS, `Topic '${name}' already exists.`);
  };
  refuseExisting();
  const checked = checkNewTopic(topic, topics, settings.defaultPartitions);
  if (!validateOnly && !(await topics.create(name, checked.partitions, checked.overrides))) refuseExisting();
  return checked;
}

function writeCreated(writer: Writer, created: CheckedTopic | undefined): void {
  writer.int32(created?.partitions ?? -1).int16(created === undefined ? -1 : replicas);
  writer.array(created === undefined ? [] : effectiveConfigs(created.overrides), (config) => {
    writer.string(config.name).nullableString(config.value).boolean(false).int8(sourceOf(config)).boolean(false).tags();
  });
}

function readTopic(reader: Reader): NewTopic {
  const topic = {
    name: reader.string(),
    partitions: reader.int32(),
    replicationFactor: reader.int16(),
    assignments: reader.array(() => {
      const assignment = { partition: reader.int32(), replicas: reader.array(() => reader.int32(), 4) };
      reader.tags();
      return assignment;
    }, 5),
    configs: reader.array(() => {
      const config = [reader.string(), reader.nullableString()] as const;
      reader.tags();
      return config;
    }, 2),
  };
  reader.tags();
  return topic;
}
