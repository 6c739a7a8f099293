/**
 * The error of a produced batch, with Kafka's messages: a code, and from Produce v8 on the invalid records (KIP-467).
 */
import { type ErrorCode, errorCodes } from '../../protocol/error-codes.js';

export interface ProduceRefusal {
  readonly code: ErrorCode;
  /** `null` where Kafka sends the code alone. */
  readonly message: string | null;
  readonly records: readonly RecordRefusal[];
}

export interface RecordRefusal {
  /** Counted from 0 within the batch. */
  readonly index: number;
  readonly message: string;
}

export const refusal = (code: ErrorCode, message: string | null = null): ProduceRefusal => ({
  code,
  message,
  records: [],
});

/** A message names the first three, as in Kafka. */
const shown = 3;

/** `count` is the number of all invalid records; `records` may be the first of them. */
export const refusalOfRecords = (
  records: readonly RecordRefusal[],
  count: number,
  untimely: boolean,
): ProduceRefusal => {
  if (untimely) {
    const message = 'One or more records have been rejected due to invalid timestamp';
    return { code: errorCodes.INVALID_TIMESTAMP, message, records };
  }
  const first = records
    .slice(0, shown)
    .map(({ index, message }) => `RecordError(batchIndex=${index}, message='${message}')`);
  const message = `One or more records have been rejected due to ${count} record errors in total, and only showing the first three errors at most: [${first.join(', ')}]`;
  return { code: errorCodes.INVALID_RECORD, message, records };
};
