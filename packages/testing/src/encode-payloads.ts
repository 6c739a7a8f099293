/** Encodes payloads into the records that a producer would write: each a separate message with an id. */

import { headersByName, type OutboundRecord, type RawRecord } from '@kfw/core';
import {
  checkHeaders,
  entriesToSend,
  eventIdHeader,
  newEventId,
  plainKey,
  type TopicPlan,
  timestampOf,
} from '@kfw/core/internal';
import type { DeliverOptions } from './deliver-options.js';
import { testCodecs } from './test-codecs.js';

/** Throws the errors of `deliver`: `KFW_ENCODE_FAILED`, `KFW_DELIVERY_INVALID`. */
export async function encodePayloads(
  { topic, schema, keySchema }: TopicPlan,
  payloads: readonly unknown[],
  { key, headers = {}, timestamp = Date.now() }: DeliverOptions,
  firstOffset: number,
): Promise<RawRecord[]> {
  checkHeaders(topic, headers);
  const timestampMs = timestampOf(topic, timestamp) ?? Date.now();
  const values = testCodecs.writer({ topic, side: 'value', schema });
  const keys = testCodecs.writer({ topic, side: 'key', schema: keySchema });
  await values.prepare();
  await keys.prepare();
  // Without a schema a number is text: a key that is text takes both.
  const given = plainKey({ key, ...(keySchema.format !== 'text' && { keySchema }) });
  const keyBytes = given === null || Buffer.isBuffer(given) ? given : keys.encode(given);
  return payloads.map((payload, index) => {
    const value = payload === null ? null : values.encode(payload);
    return {
      offset: firstOffset + index,
      timestamp: timestampMs,
      key: keyBytes,
      value,
      headers: headersByName(entriesToSend({ key: null, value: null, headers: withEventId(headers) })),
      sizeBytes: value?.length ?? 0,
    };
  });
}

function withEventId(headers: OutboundRecord['headers']): OutboundRecord['headers'] {
  return Object.hasOwn(headers, eventIdHeader) ? headers : { ...headers, [eventIdHeader]: newEventId() };
}
