/** Payloads as the records that a producer would write. */
import type { RawRecord, TopicPlan } from '@kfw/core';
import type { DeliverOptions } from './lane-consumer.js';
import { testCodecs } from './test-codecs.js';

export async function encodeRecords(
  { topic, schema, keySchema }: TopicPlan,
  payloads: readonly unknown[],
  { key, headers = {}, timestamp = new Date() }: DeliverOptions,
  firstOffset: number,
): Promise<RawRecord[]> {
  const values = testCodecs.writer({ topic, side: 'value', schema });
  const keys = testCodecs.writer({ topic, side: 'key', schema: keySchema });
  await values.prepare();
  await keys.prepare();
  return payloads.map((payload, index) => {
    const value = payload === null ? null : values.encode(payload);
    return {
      offset: firstOffset + index,
      timestamp: timestamp.getTime(),
      key: key === undefined || key === null ? null : keys.encode(key),
      value,
      headers: Object.fromEntries(Object.entries(headers).map(([name, sent]) => [name, Buffer.from(sent)])),
      sizeBytes: value?.length ?? 0,
    };
  });
}
