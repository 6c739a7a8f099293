/**
 * FindCoordinator (key 10), version 4: the coordinators of many groups in one request (KIP-699, Kafka 3.0). It is in the
 * flexible encoding (KIP-482). kafkajs knows versions 0 to 2, of one group each.
 */
import type { EncodedRequest } from '../../../kafkajs/encoded-request.js';
import type { CoordinatorFound } from '../../../kafkajs/internals.js';
import { WireWriter } from '../../../wire/writer.js';

export const findCoordinatorKey = 10;
export const findCoordinatorsVersion = 4;

export interface FoundCoordinators {
  readonly throttleMs: number;
  readonly coordinators: readonly {
    readonly group: string;
    readonly address: CoordinatorFound['coordinator'];
    readonly errorCode: number;
    readonly errorMessage: string;
  }[];
}

export function findCoordinatorsRequest(groups: readonly string[]): EncodedRequest<FoundCoordinators> {
  const writer = WireWriter.forBytes(groups.reduce((sum, group) => sum + 5 + Buffer.byteLength(group), 7));
  writer.byte(groupCoordinators);
  writer.unsignedVarint(groups.length + 1);
  for (const group of groups) writer.compactString(group);
  writer.unsignedVarint(noTaggedFields);
  return {
    apiKey: findCoordinatorKey,
    apiName: 'FindCoordinator',
    apiVersion: findCoordinatorsVersion,
    isFlexible: true,
    body: writer.written,
    read: (reader) => ({
      throttleMs: reader.int32(),
      coordinators: reader.compactArray(() => {
        const group = reader.compactString();
        const address = { nodeId: reader.int32(), host: reader.compactString(), port: reader.int32() };
        const errorCode = reader.int16();
        const errorMessage = reader.compactString();
        reader.skipTaggedFields();
        return { group, address, errorCode, errorMessage };
      }),
    }),
  };
}

const groupCoordinators = 0;
const noTaggedFields = 0;
