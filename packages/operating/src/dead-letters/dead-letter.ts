/**
 * A message of a dead-letter topic with what its headers say: where it came from, why it is there, how often it was
 * replayed. Any of it may be missing or garbled, since other programs write to such topics as well: then it is left out.
 */
import { failureHeaders, type RawHeaders, type RawRecord, type TopicPartition } from '@kfw/core';
import { replayHeaders } from './replay-headers.js';

/** The position of one message. */
export interface Place extends TopicPartition {
  readonly offset: number;
}

/** Where a message was before it failed. */
export interface LetterSource {
  /** As kfw's header has it: the name in the routes, where a `topicMapper` gives it another on the cluster. */
  readonly topic: string;
  readonly partition: number | undefined;
  readonly offset: number | undefined;
  readonly timestamp: Date | undefined;
  /** The group whose handler failed. */
  readonly group: string | undefined;
}

export interface LetterError {
  /** Undefined where the handler decided. */
  readonly class: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}

export interface DeadLetter {
  readonly place: Place;
  /** Undefined when no header names a source topic. */
  readonly source: LetterSource | undefined;
  /** How often it was delivered to a handler before it came here. */
  readonly attempts: number | undefined;
  readonly error: LetterError;
  readonly firstFailedAt: Date | undefined;
  /** When it came to the dead-letter topic: the time of the last failure. */
  readonly failedAt: Date | undefined;
  /** How often it has been replayed from a dead-letter topic; 0 for a first failure. */
  readonly replayCount: number;
  readonly record: RawRecord;
}

export function parseDeadLetter({ topic, partition }: TopicPartition, record: RawRecord): DeadLetter {
  const { headers, offset, timestamp } = record;
  return {
    place: { topic, partition, offset },
    source: sourceOf(headers),
    attempts: numberIn(headers, failureHeaders.attempts),
    error: {
      class: textIn(headers, failureHeaders.errorClass),
      code: textIn(headers, failureHeaders.errorCode),
      message: textIn(headers, failureHeaders.errorMessage),
    },
    firstFailedAt: dateIn(headers, failureHeaders.firstFailedAt),
    failedAt: timestamp >= 0 ? new Date(timestamp) : undefined,
    replayCount: numberIn(headers, replayHeaders.count) ?? 0,
    record,
  };
}

function sourceOf(headers: RawHeaders): LetterSource | undefined {
  const topic = textIn(headers, failureHeaders.topic);
  if (topic === undefined) return undefined;
  return {
    topic,
    partition: numberIn(headers, failureHeaders.partition),
    offset: numberIn(headers, failureHeaders.offset),
    timestamp: dateIn(headers, failureHeaders.timestamp),
    group: textIn(headers, failureHeaders.group),
  };
}

/** Of a name that was sent repeatedly the last: kfw appends its headers. Empty counts as missing. */
function textIn(headers: RawHeaders, name: string): string | undefined {
  const sent = headers[name];
  const last = Array.isArray(sent) ? sent.at(-1) : sent;
  return Buffer.isBuffer(last) && last.length > 0 ? last.toString('utf8') : undefined;
}

function numberIn(headers: RawHeaders, name: string): number | undefined {
  const text = textIn(headers, name);
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : undefined;
}

function dateIn(headers: RawHeaders, name: string): Date | undefined {
  const date = new Date(textIn(headers, name) ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
