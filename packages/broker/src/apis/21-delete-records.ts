/**
 * DeleteRecords (key 21), versions 0–1 (the same on the wire): moves the start of a log forward; -1 is its end. Records
 * before the new start cannot be read any more; segments that are entirely before it are deleted.
 */
import { findLog } from '../log/find-log.js';
import type { Api, ApiContext } from '../protocol/api.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { withPartitions } from '../protocol/with-partitions.js';

interface DeleteRecordsRequest {
  readonly topics: readonly {
    readonly name: string;
    readonly partitions: readonly { readonly index: number; readonly offset: number }[];
  }[];
}

interface Deleted {
  readonly index: number;
  readonly lowWatermark: number;
  readonly code: ErrorCode;
}

interface DeleteRecordsResponse {
  readonly topics: readonly { readonly name: string; readonly partitions: readonly Deleted[] }[];
}

export const deleteRecords: Api<DeleteRecordsRequest, DeleteRecordsResponse> = {
  key: 21,
  name: 'DeleteRecords',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => {
    const topics = reader.array(
      () => ({
        name: reader.string(),
        partitions: reader.array(() => ({ index: reader.int32(), offset: reader.int64() }), 12),
      }),
      6,
    );
    reader.int32(); // A timeout: deleting does not wait here.
    return { topics };
  },

  handle: ({ topics }, context) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, offset }) => deleteBefore(name, index, offset, context)),
    })),
  }),

  write(writer, { topics }) {
    writer.int32(0).array(withPartitions(topics), ({ name, partitions }) => {
      writer.string(name).array(partitions, ({ index, lowWatermark, code }) => {
        writer.int32(index).int64(lowWatermark).int16(code);
      });
    });
  },

  refuse: ({ topics }, code) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index }) => ({ index, lowWatermark: -1, code })),
    })),
  }),
};

const deleteBefore = (topic: string, index: number, offset: number, { broker }: ApiContext): Deleted => {
  const refused = (code: ErrorCode): Deleted => ({ index, lowWatermark: -1, code });
  const log = findLog(broker, topic, index);
  if (log === undefined) return refused(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
  if (!log.settings.deletes) return refused(errorCodes.POLICY_VIOLATION);
  const target = offset === -1 ? log.endOffset : offset;
  if (target < 0 || target > log.endOffset) return refused(errorCodes.OFFSET_OUT_OF_RANGE);
  log.deleteBefore(target);
  return { index, lowWatermark: log.startOffset, code: errorCodes.NONE };
};
