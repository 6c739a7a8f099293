/** Requests of the APIs of the log for one partition, and their answers, for tests. */

import { produce } from '../../src/apis/00-produce.js';
import { fetch } from '../../src/apis/01-fetch.js';
import type { Reader } from '../../src/protocol/reader.js';
import type { BrokerInHand } from './ask.js';

export interface ProduceGiven {
  readonly version?: number;
  readonly acks?: number;
  readonly topic?: string;
  readonly partition?: number;
}

export const askProduce = async (broker: BrokerInHand, records: Buffer | null, given: ProduceGiven = {}) => {
  const { version = 7, acks = -1, topic = 'events', partition = 0 } = given;
  const answer = await broker.ask(produce, version, (writer) => {
    writer.nullableString(null).int16(acks).int32(1_000);
    writer.array([topic], (name) => {
      writer.string(name).array([partition], (index) => writer.int32(index).nullableBytes(records));
    });
  });
  if (answer === undefined) return undefined;
  const [[produced] = []] = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      const result: Produced = { code: answer.int16(), baseOffset: answer.int64(), appendTime: answer.int64() };
      if (version < 5) return result;
      const withStart = { ...result, logStartOffset: answer.int64() };
      if (version < 8) return withStart;
      const recordErrors = answer.array(() => ({ index: answer.int32(), message: answer.nullableString() }));
      return { ...withStart, recordErrors, errorMessage: answer.nullableString() };
    });
  });
  answer.int32();
  return { ...(produced as Produced), left: answer.remaining };
};

export interface Produced {
  readonly code: number;
  readonly baseOffset: number;
  readonly appendTime: number;
  /** From version 5 on. */
  readonly logStartOffset?: number;
  /** These two from version 8 on. */
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

export const askFetch = async (broker: BrokerInHand, given: FetchGiven) => {
  const { version = 11, maxWaitMs = 0, minBytes = 1, maxBytes = 1_000_000, isolationLevel = 0 } = given;
  const [sessionId, sessionEpoch] = given.session ?? [0, -1];
  const answer = (await broker.ask(fetch, version, (writer) => {
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
  answer.int32();
  const head = version >= 7 ? { code: answer.int16(), sessionId: answer.int32() } : { code: 0, sessionId: 0 };
  const partitions = answer.array(() => {
    const topic = answer.string();
    return answer.array(() => {
      const partition = { topic, partition: answer.int32(), code: answer.int16() };
      const ends = { endOffset: answer.int64(), stableOffset: answer.int64() };
      const startOffset = version >= 5 ? answer.int64() : 0;
      const aborted = answer.nullableArray(() => answer.int64());
      if (version >= 11) answer.int32();
      return { ...partition, ...ends, startOffset, aborted, records: answer.nullableBytes() ?? Buffer.alloc(0) };
    });
  });
  return { ...head, partitions: partitions.flat(), left: answer.remaining };
};
