/**
 * IncrementalAlterConfigs (key 44), version 0 (KIP-339): changes the named keys. kafkajs knows AlterConfigs only, which
 * resets all keys that it does not name.
 */
import type { ConfigChange } from '@kfw/core';
import type { EncodedRequest } from '../../../kafkajs/encoded-request.js';
import { WireWriter } from '../../../wire/writer.js';
import { resourceTypes } from './resource-types.js';

export interface AlteredConfigs {
  readonly throttleMs: number;
  readonly results: readonly {
    readonly errorCode: number;
    readonly errorMessage: string;
    readonly type: number;
    readonly name: string;
  }[];
}

const operations = { set: 0, delete: 1 } as const;

export function incrementalAlterConfigsRequest(changes: readonly ConfigChange[]): EncodedRequest<AlteredConfigs> {
  const writer = WireWriter.forBytes(maxBodyBytes(changes));
  writer.int32(changes.length);
  for (const { type, name, set } of changes) {
    writer.byte(resourceTypes[type]);
    writer.string(name);
    const entries = Object.entries(set);
    writer.int32(entries.length);
    for (const [key, value] of entries) {
      writer.string(key);
      writer.byte(value === null ? operations.delete : operations.set);
      writer.nullableString(value ?? undefined);
    }
  }
  writer.byte(notOnlyValidated);
  return {
    apiKey: 44,
    apiName: 'IncrementalAlterConfigs',
    apiVersion: 0,
    body: writer.written,
    read: (reader) => ({
      throttleMs: reader.int32(),
      results: reader.array(() => ({
        errorCode: reader.int16(),
        errorMessage: reader.string(),
        type: reader.int8(),
        name: reader.string(),
      })),
    }),
  };
}

function maxBodyBytes(changes: readonly ConfigChange[]): number {
  const texts = changes.flatMap(({ name, set }) => [name, ...Object.entries(set).flat()]);
  return 5 + 16 * changes.length + texts.reduce((sum, text) => sum + 4 + Buffer.byteLength(text ?? ''), 0);
}

const notOnlyValidated = 0;
