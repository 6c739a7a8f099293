/**
 * The records of a batch that the topic rejects: those without a key in a compacted topic, and those whose timestamp is
 * too far from the broker's. Kafka's `LogValidator.validateRecord`.
 */

import { errorCodes } from '../../protocol/error-codes.js';
import { readRecords } from '../../protocol/records/read-records.js';
import type { BatchHeader } from '../../protocol/records/record-batch.js';
import type { LogSettings } from '../log-settings.js';
import { type ProduceRefusal, type RecordRefusal, refusal, refusalOfRecords } from './produce-refusal.js';

export type RecordSettings = Pick<
  LogSettings,
  'compacts' | 'logAppendTime' | 'timestampBeforeMaxMs' | 'timestampAfterMaxMs'
>;

/** More than these are counted and not listed: a small compressed batch could cause a response of gigabytes. */
const maxListed = 1_000;
const noTime = -1;

/** `topicPartition` is the partition as Kafka writes it: `orders-0`. Undefined when every record is accepted. */
export const refusedRecords = (
  bytes: Buffer,
  batch: BatchHeader,
  settings: RecordSettings,
  now: number,
  topicPartition: string,
): ProduceRefusal | undefined => {
  const { compacts, logAppendTime } = settings;
  const refused: RecordRefusal[] = [];
  let count = 0;
  let untimely = false;
  const refuse = (index: number, message: string): void => {
    count++;
    if (count <= maxListed) refused.push({ index, message });
  };
  try {
    let index = 0;
    for (const { key, offset, timestamp } of readRecords(bytes, batch)) {
      if (compacts && key === undefined) {
        refuse(index, `Compacted topic cannot accept message without key in topic partition ${topicPartition}`);
      } else if (!logAppendTime && !isTimely(timestamp, settings, now)) {
        untimely = true;
        const range = rangeOf(settings, now);
        refuse(
          index,
          `Timestamp ${timestamp} of message with offset ${offset} is out of range. The timestamp should be within ${range}`,
        );
      }
      index++;
    }
  } catch {
    // Records that do not match their header have no keys, and cannot be compacted.
    return refusal(errorCodes.INVALID_RECORD);
  }
  return count === 0 ? undefined : refusalOfRecords(refused, count, untimely);
};

const isTimely = (timestamp: number, settings: RecordSettings, now: number): boolean =>
  timestamp === noTime ||
  (timestamp - now <= settings.timestampAfterMaxMs && now - timestamp <= settings.timestampBeforeMaxMs);

/** In 64 bits, which the largest limit overflows in Kafka's message as well. */
const rangeOf = ({ timestampBeforeMaxMs, timestampAfterMaxMs }: RecordSettings, now: number): string => {
  const longest = 2n ** 63n - 1n;
  const limit = (ms: number): bigint => (BigInt(ms) > longest ? longest : BigInt(ms));
  const from = BigInt.asIntN(64, BigInt(now) - limit(timestampBeforeMaxMs));
  const to = BigInt.asIntN(64, BigInt(now) + limit(timestampAfterMaxMs));
  return `[${from}, ${to}]`;
};
