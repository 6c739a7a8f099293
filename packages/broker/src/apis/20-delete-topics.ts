/**
 * DeleteTopics (key 20), versions 0–3: deletes topics with their records and the offsets that groups committed for
 * them.
 *
 * Version notes:
 * - v1 adds the throttle time
 */
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import { repeatedIn } from '../protocol/repeated-in.js';
import { TimeSlice } from '../protocol/time-slice.js';

export interface DeleteTopicsRequest {
  readonly names: readonly string[];
}

export interface DeleteTopicsResponse {
  readonly topics: readonly { readonly name: string; readonly errorCode: ErrorCode }[];
}

export const deleteTopics: Api<DeleteTopicsRequest, DeleteTopicsResponse> = {
  key: apiKeys.DeleteTopics,
  name: 'DeleteTopics',
  minVersion: 0,
  maxVersion: 3,

  read(reader) {
    const names = reader.array(() => reader.string(), 2);
    reader.int32();
    return { names };
  },

  async handle({ names }, { broker }) {
    const repeated = repeatedIn(names);
    const topics: { name: string; errorCode: ErrorCode }[] = [];
    const slice = new TimeSlice();
    for (const name of new Set(names)) {
      if (slice.isSpent) await slice.next();
      if (repeated.has(name)) topics.push({ name, errorCode: errorCodes.INVALID_REQUEST });
      else {
        const existed = await broker.topics.delete(name);
        topics.push({ name, errorCode: existed ? errorCodes.NONE : errorCodes.UNKNOWN_TOPIC_OR_PARTITION });
      }
    }
    return { topics };
  },

  write(writer, { topics }, version) {
    if (version >= 1) writer.int32(0);
    writer.array(topics, ({ name, errorCode }) => writer.string(name).int16(errorCode));
  },

  refuse: ({ names }, errorCode) => ({ topics: names.map((name) => ({ name, errorCode })) }),
};
