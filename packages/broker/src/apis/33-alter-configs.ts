/**
 * AlterConfigs (key 33), versions 0–1: sets the named settings of topics; all others return to their defaults. The
 * broker's own settings are fixed when it starts.
 */
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type Outcome, outcomeOf } from '../protocol/refusal.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { TimeSlice } from '../protocol/time-slice.js';
import type { Writer } from '../protocol/writer.js';
import { replacedOverrides } from '../topics/config-changes.js';
import { alterResource, type ConfigResource, repeatedResource, resourceKey } from '../topics/config-resources.js';

export interface AlterConfigsRequest {
  readonly resources: readonly (ConfigResource & {
    readonly configs: readonly { readonly name: string; readonly value: string | null }[];
  })[];
  readonly validateOnly: boolean;
}

/** Also the response of IncrementalAlterConfigs. */
export interface AlterConfigsResponse {
  readonly results: readonly (Outcome & ConfigResource)[];
}

export const alterConfigs: Api<AlterConfigsRequest, AlterConfigsResponse> = {
  key: apiKeys.AlterConfigs,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 1,

  read(reader) {
    const resources = reader.array(
      () => ({
        type: reader.int8(),
        name: reader.string(),
        configs: reader.array(() => ({ name: reader.string(), value: reader.nullableString() }), 4),
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
        alterResource({ type, name }, names, validateOnly, broker, () => replacedOverrides(configs)),
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

export function writeAltered(writer: Writer, { results }: AlterConfigsResponse): void {
  writer.int32(0).array(results, ({ errorCode, errorMessage, type, name }) => {
    writer.int16(errorCode).nullableString(errorMessage).int8(type).string(name);
  });
}
