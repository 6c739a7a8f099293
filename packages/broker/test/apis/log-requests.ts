/** Requests to the log's APIs for one partition, and their responses, for tests. */

import { produce } from '../../src/apis/00-produce.js';
import { fetch } from '../../src/apis/01-fetch.js';
import type { Reader } from '../../src/protocol/reader.js';
import type { InProcessBroker } from './in-process-broker.js';

export interface ProduceGiven {
  readonly version?: number;
  readonly acks?: number;
  readonly topic?: string;
  readonly partition?: number;
}

export const askProduce = async (broker: InProcessBroker, records: Buffer | null, given: ProduceGiven = {}) => {
  const { version = 7, acks = -1, topic = 'events', partition = 0 } = given;
  const response = await broker.call(produce, version, (writer) => {
    writer.nullableString(null).int16(acks).int32(1_000);
    writer.array([topic], (name) => {
      writer.string(name).array([partition], (index) => writer.int32(index).nullableBytes(records));
    });
  });
  if (response === undefined) return undefined;
  const [[produced] = []] = response.array(() => {
    response.string();
    return response.array(() => {
      response.int32();
      const result: Produced = { code: response.int16(), baseOffset: response.int64(), appendTime: response.int64() };
      if (version < 5) return result;
      const withStart = { ...result, logStartOffset: response.int64() };
      if (version < 8) return withStart;
      const recordErrors = response.array(() => ({ index: response.int32(), message: response.nullableString() }));
      return { ...withStart, recordErrors, errorMessage: response.nullableString() };
    });
  });
  response.int32();
  return { ...(produced as Produced), left: response.remaining };
};

export interface Produced {
  readonly code: number;
  readonly baseOffset: number;
  readonly appendTime: number;
  /** From version 5 on. */
  readonly logStartOffset?: number;
  /** Both from version 8 on. */
  readonly recordErrors?: readonly { readonly index: number; readonly message: string | null }[];
  readonly errorMessage?: string | null;
}

export interface FetchGiven {
  readonly version?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly isolationLevel?: number;
  readonly session?: readonly [id: number, epoch: number];
  readonly leaderEpoch?: number;
  readonly partitions: readonly {
    readonly topic?: string;
    readonly partition?: number;
    readonly offset: number;
    readonly maxBytes?: number;
  }[];
}

export const askFetch = async (broker: InProcessBroker, given: FetchGiven) => {
  const { version = 11, maxWaitMs = 0, minBytes = 1, maxBytes = 1_000_000, isolationLevel = 0 } = given;
  const [sessionId, sessionEpoch] = given.session ?? [0, -1];
  const response = (await broker.call(fetch, version, (writer) => {
    writer.int32(-1).int32(maxWaitMs).int32(minBytes).int32(maxBytes).int8(isolationLevel);
    if (version >= 7) writer.int32(sessionId).int32(sessionEpoch);
    writer.array(given.partitions, (wanted) => {
      writer
        .string(wanted.topic ?? 'events')
        .array([wanted], ({ partition = 0, offset, maxBytes: most = 1_000_000 }) => {
          writer.int32(partition);
          if (version >= 9) writer.int32(given.leaderEpoch ?? -1);
          writer.int64(offset);
          if (version >= 5) writer.int64(-1);
          writer.int32(most);
        });
    });
    if (version >= 7) writer.int32(0);
    if (version >= 11) writer.string('rack');
  })) as Reader;
  response.int32();
  const head = version >= 7 ? { code: response.int16(), sessionId: response.int32() } : { code: 0, sessionId: 0 };
  const partitions = response.array(() => {
    const topic = response.string();
    return response.array(() => {
      const partition = { topic, partition: response.int32(), code: response.int16() };
      const ends = { endOffset: response.int64(), stableOffset: response.int64() };
      const startOffset = version >= 5 ? response.int64() : 0;
      const aborted = response.nullableArray(() => response.int64());
      if (version >= 11) response.int32();
      return { ...partition, ...ends, startOffset, aborted, records: response.nullableBytes() ?? Buffer.alloc(0) };
    });
  });
  return { ...head, partitions: partitions.flat(), left: response.remaining };
};
