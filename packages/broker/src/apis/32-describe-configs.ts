/**
 * DescribeConfigs (key 32), versions 0–3: the settings of topics and of the broker, with their sources.
 *
 * Version notes:
 * - v1 adds synonyms: the broker setting that a topic's default comes from
 * - v3 adds types, and documentation, which is empty here (KIP-569)
 */
import { type BrokerState, nodeId } from '../broker-state.js';
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { errorCodes } from '../protocol/error-codes.js';
import { malformed, type Outcome, outcomeOf, Refusal } from '../protocol/refusal.js';
import { TimeSlice } from '../protocol/time-slice.js';
import type { Writer } from '../protocol/writer.js';
import { brokerConfigs } from '../topics/broker-configs.js';
import { type ConfigResource, resourceTypes } from '../topics/config-resources.js';
import type { ConfigKind } from '../topics/config-value.js';
import { configSources, effectiveConfigs, sourceOf } from '../topics/effective-configs.js';
import { mistakeInTopicName } from '../topics/topic-name.js';

interface WantedResource extends ConfigResource {
  /** `null` or an empty list requests all. */
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
  readonly type: ConfigKind['type'];
  readonly readOnly: boolean;
  readonly synonyms: readonly ConfigValue[];
}

interface ConfigValue {
  readonly name: string;
  readonly value: string;
  readonly source: number;
}

/** Types of values, as on the wire. */
const configTypes: Readonly<Record<ConfigKind['type'], number>> = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
};

export const describeConfigs: Api<DescribeConfigsRequest, DescribeConfigsResponse> = {
  key: apiKeys.DescribeConfigs,
  name: 'DescribeConfigs',
  minVersion: 0,
  maxVersion: 3,

  read(reader, version) {
    const resources = reader.array(
      () => ({
        type: reader.int8(),
        name: reader.string(),
        names: reader.nullableArray(() => reader.string(), 2),
      }),
      7,
    );
    const includeSynonyms = version >= 1 && reader.boolean();
    if (version >= 3) reader.boolean(); // Whether documentation is requested.
    return { resources, includeSynonyms };
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
    const slice = new TimeSlice();
    const results: DescribedResource[] = [];
    for (const resource of resources) {
      if (slice.isSpent) await slice.next();
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
  return effectiveConfigs(topic.overrides).map((config) => {
    const { name: own, type, value, override, byDefault, brokerName } = config;
    const ofTopic = override === undefined ? [] : [{ name: own, value: override, source: configSources.topic }];
    const ofBroker =
      brokerName === undefined ? [] : [{ name: brokerName, value: byDefault, source: configSources.byDefault }];
    const synonyms = [...ofTopic, ...ofBroker];
    return { name: own, type, value, source: sourceOf(config), readOnly: false, synonyms };
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
  return brokerConfigs(broker).map(({ name: config, type, value, isDefault }) => {
    const source = isDefault ? configSources.byDefault : configSources.startOfBroker;
    return { name: config, type, value, source, readOnly: true, synonyms: [{ name: config, value, source }] };
  });
}

function writeConfig(writer: Writer, config: DescribedConfig, version: number): void {
  const { name, type, value, source, readOnly, synonyms } = config;
  writer.string(name).nullableString(value).boolean(readOnly);
  if (version === 0) writer.boolean(source === configSources.byDefault);
  else writer.int8(source);
  writer.boolean(false);
  if (version === 0) return;
  writer.array(synonyms, (synonym) => {
    writer.string(synonym.name).nullableString(synonym.value).int8(synonym.source);
  });
  if (version >= 3) writer.int8(configTypes[type]).nullableString(null);
}
