/**
 * IncrementalAlterConfigs (key 44), version 0 (KIP-339): sets, deletes, appends to or subtracts from the named
 * settings; the others stay.
 */
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type Outcome, outcomeOf } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { TimeSlice } from '../protocol/time-slice.js';
import { type ConfigChange, changedOverrides } from '../topics/config-changes.js';
import { alterResource, type ConfigResource, repeatedResource, resourceKey } from '../topics/config-resources.js';
import { topicConfig } from '../topics/topic-configs.js';
import { type AlterConfigsResponse, writeAltered } from './33-alter-configs.js';

export interface IncrementalAlterConfigsRequest {
  readonly resources: readonly (ConfigResource & { readonly configs: readonly ConfigChange[] })[];
  readonly validateOnly: boolean;
}

export const incrementalAlterConfigs: Api<IncrementalAlterConfigsRequest, AlterConfigsResponse> = {
  key: apiKeys.IncrementalAlterConfigs,
  name: 'IncrementalAlterConfigs',
  minVersion: 0,
  maxVersion: 0,

  read(reader) {
    const resources = reader.array(
      () => ({
        type: reader.int8(),
        name: reader.string(),
        configs: reader.array(
          () => ({ name: reader.string(), operation: reader.int8(), value: reader.nullableString() }),
          5,
        ),
      }),
      7,
    );
    return { resources, validateOnly: reader.boolean() };
  },

  async handle({ resources, validateOnly }, { broker }) {
    const repeated = repeatedIn(resources.map(resourceKey));
    const results: (Outcome & ConfigResource)[] = [];
    const slice = new TimeSlice();
    for (const { type, name, configs } of resources) {
      if (slice.isSpent) await slice.next();
      if (repeated.has(resourceKey({ type, name }))) {
        results.push({ type, name, ...repeatedResource });
        continue;
      }
      const names = configs.map((config) => config.name);
      const outcome = await outcomeOf(() =>
        alterResource({ type, name }, names, validateOnly, broker, (topic) => {
          const before = topic?.overrides ?? new Map<string, string>();
          return changedOverrides(before, configs, (key) => before.get(key) ?? topicConfig(key)?.byDefault ?? '');
        }),
      );
      results.push({ type, name, ...outcome });
    }
    return { results };
  },

  write: writeAltered,

  refuse: ({ resources }, errorCode) => ({
    results: resources.map(({ type, name }) => ({ type, name, errorCode, errorMessage: null })),
  }),
};
