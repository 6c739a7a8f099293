/** Encodes parsed lines for a topic, and checks what its cluster would refuse. */
import { type Sink, type TopicInfo, toError } from '@kfw/core';
import type { OutgoingMessage } from '@kfw/core/internal';
import { type InvalidLine, type ParsedLine, parseLine } from './parse-line.js';
import type { Line } from './split-lines.js';
import type { TopicWriters } from './topic-writers.js';

export interface EncodedLine {
  readonly number: number;
  readonly message: OutgoingMessage;
}

export interface LineEncoderOptions {
  /** As the producer names it. */
  readonly topic: string;
  readonly writers: TopicWriters;
  readonly info: TopicInfo;
  readonly sink: Pick<Sink, 'sizeOf' | 'batchOverhead'>;
  /** Whether the partitions of the lines are left out, so that keys choose. */
  readonly byKey: boolean;
  /** Only the broker knows the size of a compressed batch. */
  readonly isCompressed: boolean;
}

export class LineEncoder {
  constructor(private readonly options: LineEncoderOptions) {}

  encode(line: Line): EncodedLine | InvalidLine {
    const parsed = parseLine(line);
    if ('reason' in parsed) return parsed;
    const { number } = parsed;
    try {
      const message = this.#message(parsed);
      const reason = this.#refusal(message);
      return reason === undefined ? { number, message } : { number, reason };
    } catch (thrown) {
      return { number, reason: toError(thrown).message.replace(/\.$/, '') };
    }
  }

  #message({ key, payload, headers, partition, timestampMs }: ParsedLine): OutgoingMessage {
    const { topic, writers, byKey } = this.options;
    return {
      topic,
      key: key === null ? null : writers.key.write(keyText(key)),
      value: payload === null ? null : writers.value.write(payload),
      headers: {},
      headerEntries: headers,
      timestamp: timestampMs,
      partition: byKey ? undefined : partition,
    };
  }

  #refusal(message: OutgoingMessage): string | undefined {
    const { info, sink, isCompressed } = this.options;
    const { partition, key } = message;
    if (partition !== undefined && partition >= info.partitions) {
      return `the topic has no partition ${partition}: it has ${info.partitions}. --by-key lets the key choose`;
    }
    if (info.compacted && key === null) return 'it has no key, and the topic is compacted';
    const sizeBytes = sink.sizeOf(message) + sink.batchOverhead.batchBytes;
    if (!isCompressed && info.maxBatchBytes !== undefined && sizeBytes > info.maxBatchBytes) {
      return `it takes ${sizeBytes} bytes, and the topic takes ${info.maxBatchBytes} (max.message.bytes)`;
    }
    return undefined;
  }
}

/** A number is a key as its digits. */
function keyText(key: unknown): unknown {
  return typeof key === 'number' ? String(key) : key;
}
