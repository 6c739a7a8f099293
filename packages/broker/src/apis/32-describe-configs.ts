/**
 * DescribeConfigs, versions 0–2: the settings of topics and of the broker, with where each comes from. Synonyms
 * (version 1 and above) name the setting of the broker that a topic's default stands for.
 */
import { type BrokerState, nodeId } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { errorCodes } from '../protocol/error-codes.js';
import { malformed, type Outcome, outcomeOf, Refusal } from '../protocol/refusal.js';
import { Turn } from '../protocol/turn.js';
import type { Writer } from '../protocol/writer.js';
import { brokerConfigs } from '../topics/broker-configs.js';
import { type ConfigResource, resourceTypes } from '../topics/config-resources.js';
import { type TopicConfigDefinition, topicConfigs } from '../topics/topic-configs.js';
import { mistakeInTopicName } from '../topics/topic-name.js';

interface WantedResource extends ConfigResource {
  /** `null`, or none, asks for all. */
  readonly names: readonly string[] | null;
}

export interface DescribeConfigsRequest {
  readonly resources: readonly WantedResource[];
  readonly includeSynonyms: boolean;
}

export interface DescribeConfigsResponse {
  readonly results: readonly DescribedResource[];
}

type DescribedResource = Outcome & ConfigResource & { readonly configs: readonly DescribedConfig[] };

export interface DescribedConfig extends ConfigValue {
  readonly readOnly: boolean;
  readonly synonyms: readonly ConfigValue[];
}

interface ConfigValue {
  readonly name: string;
  readonly value: string;
  readonly source: number;
}

/** Where a value comes from, as on the wire. */
const sources = { topic: 1, startOfBroker: 4, byDefault: 5 } as const;

export const describeConfigs: Api<DescribeConfigsRequest, DescribeConfigsResponse> = {
  key: apiKeys.DescribeConfigs,
  name: 'DescribeConfigs',
  minVersion: 0,
  maxVersion: 2,

  read(reader, version) {
    const resources = reader.array(
      () => ({
        type: reader.int8(),
        name: reader.string(),
        names: reader.nullableArray(() => reader.string(), 2),
      }),
      7,
    );
    return { resources, includeSynonyms: version >= 1 && reader.boolean() };
  },

  async handle({ resources, includeSynonyms }, { broker }) {
    const describeOne = async ({ type, name, names }: WantedResource): Promise<DescribedResource> => {
      let configs: readonly DescribedConfig[] = [];
      const outcome = await outcomeOf(() => {
        const wanted = names === null || names.length === 0 ? undefined : new Set(names);
        configs = describe({ type, name }, broker)
          .filter((config) => wanted === undefined || wanted.has(config.name))
          .map((config) => (includeSynonyms ? config : { ...config, synonyms: [] }));
      });
      return { ...outcome, errorMessage: outcome.errorMessage ?? '', type, name, configs };
    };
    // A resource that is named again is described once: there may be a hundred thousand of them.
    const described = new Map<string, Promise<DescribedResource>>();
    const once = (resource: WantedResource): Promise<DescribedResource> => {
      const key = JSON.stringify(resource);
      const known = described.get(key) ?? describeOne(resource);
      described.set(key, known);
      return known;
    };
    const turn = new Turn();
    const results: DescribedResource[] = [];
    for (const resource of resources) {
      if (turn.isLong) await turn.next();
      results.push(await once(resource));
    }
    return { results };
  },

  write(writer, { results }, version) {
    writer.int32(0).array(results, ({ errorCode, errorMessage, type, name, configs }) => {
      writer.int16(errorCode).nullableString(errorMessage).int8(type).string(name);
      writer.array(configs, (config) => writeConfig(writer, config, version));
    });
  },

  refuse: ({ resources }, errorCode) => ({
    results: resources.map(({ type, name }) => ({ errorCode, errorMessage: null, type, name, configs: [] })),
  }),
};

/** Throws a `Refusal`. */
function describe({ type, name }: ConfigResource, broker: BrokerState): DescribedConfig[] {
  if (type === resourceTypes.topic) return describeTopic(name, broker);
  if (type === resourceTypes.broker) return describeBroker(name, broker);
  throw new Refusal(errorCodes.INVALID_REQUEST, malformed);
}

function describeTopic(name: string, { topics }: BrokerState): DescribedConfig[] {
  const mistake = mistakeInTopicName(name);
  if (mistake !== undefined) throw new Refusal(errorCodes.INVALID_TOPIC_EXCEPTION, mistake);
  const topic = topics.find(name);
  if (topic === undefined) throw new Refusal(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, '');
  return Object.entries<TopicConfigDefinition>(topicConfigs).map(([config, { byDefault, brokerName }]) => {
    const override = topic.overrides.get(config);
    const own = override === undefined ? [] : [{ name: config, value: override, source: sources.topic }];
    const brokers = brokerName === undefined ? [] : [{ name: brokerName, value: byDefault, source: sources.byDefault }];
    const source = override === undefined ? sources.byDefault : sources.topic;
    return { name: config, value: override ?? byDefault, source, readOnly: false, synonyms: [...own, ...brokers] };
  });
}

function describeBroker(name: string, broker: BrokerState): DescribedConfig[] {
  if (name === '') return [];
  if (!/^-?\d+$/.test(name)) {
    throw new Refusal(errorCodes.INVALID_REQUEST, `Broker id must be an integer, but it is: ${name}`);
  }
  if (Number(name) !== nodeId) {
    const expected = `expected ${nodeId} or empty string, but received ${name}`;
    throw new Refusal(errorCodes.INVALID_REQUEST, `Unexpected broker id, ${expected}`);
  }
  return brokerConfigs(broker).map(({ name: config, value, isDefault }) => {
    const source = isDefault ? sources.byDefault : sources.startOfBroker;
    return { name: config, value, source, readOnly: true, synonyms: [{ name: config, value, source }] };
  });
}

function writeConfig(writer: Writer, config: DescribedConfig, version: number): void {
  const { name, value, source, readOnly, synonyms } = config;
  writer.string(name).nullableString(value).boolean(readOnly);
  if (version === 0) writer.boolean(source === sources.byDefault);
  else writer.int8(source);
  writer.boolean(false);
  if (version === 0) return;
  writer.array(synonyms, (synonym) => {
    writer.string(synonym.name).nullableString(synonym.value).int8(synonym.source);
  });
}
