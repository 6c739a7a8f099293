/**
 * A message on its way to a dead-letter or retry topic: its bytes and headers as they came, and headers that say where it
 * comes from and why. A message that has been in a retry topic keeps what was said of its source.
 */

import { errorName } from '../../errors/readable-error.js';
import { headerEntriesOf } from '../../ports/header-entries.js';
import type { RawHeaders } from '../../ports/records.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { ConsumedMessage, MessageHistory } from '../handler/consumed-message.js';

/** Of a message that was dead-lettered or moved to a retry topic. docs/guides/dead-letters.md lists them. */
export const failureHeaders = {
  topic: 'kfw-source-topic',
  partition: 'kfw-source-partition',
  offset: 'kfw-source-offset',
  /** ISO 8601. */
  timestamp: 'kfw-source-timestamp',
  group: 'kfw-source-group',
  /** How often it was delivered to a handler, in its own topic and in retry topics. */
  attempts: 'kfw-attempts',
  errorClass: 'kfw-error-class',
  /** The error's code, when it has one that is a short text. */
  errorCode: 'kfw-error-code',
  errorMessage: 'kfw-error-message',
  /** ISO 8601. */
  firstFailedAt: 'kfw-first-failed-at',
} as const;

/** Why a message goes elsewhere: an error, or a reason that its handler gave. */
export interface Cause {
  readonly error: Error | undefined;
  readonly reason: string;
}

/** A header is no place for a novel: brokers bound the size of messages. */
const longestText = 2_000;
const longestCode = 100;

export function failedMessage(message: ConsumedMessage, plan: TopicPlan, to: string, cause: Cause): OutgoingMessage {
  const source = sourceOf(message, plan);
  const headers: Record<string, string> = {
    ...source,
    [failureHeaders.group]: plan.group,
    [failureHeaders.attempts]: String(deliveriesOf(message, cause)),
    [failureHeaders.errorMessage]: cause.reason.slice(0, longestText),
    [failureHeaders.firstFailedAt]: new Date(message.firstFailedAtMs ?? Date.now()).toISOString(),
  };
  const { error } = cause;
  if (error !== undefined) headers[failureHeaders.errorClass] = classOf(error);
  const code = error && codeOf(error);
  if (code !== undefined) headers[failureHeaders.errorCode] = code;
  const { rawKey: key, rawPayload: value } = message;
  const headerEntries = headerEntriesOf(message.record).filter(([name]) => !ownNames.has(name.toString('latin1')));
  const partitionKey = to === plan.policy.retryTopic && key !== null ? key : sourceKey(source);
  return { topic: to, key, value, headerEntries, headers, partitionKey };
}

/** What was said of an earlier failure is said anew. */
const ownNames: ReadonlySet<string> = new Set(Object.values(failureHeaders));

/** How often it was delivered. A failure has been counted when this is asked, what its handler says of a message has not. */
export function deliveriesOf({ attempt }: ConsumedMessage, { error }: Cause): number {
  return error === undefined ? attempt : attempt - 1;
}

/** How often it had been delivered, and when it first failed, before it came to a retry topic. */
export function failuresBefore(headers: RawHeaders): MessageHistory {
  const failures = Number(textOf(headers[failureHeaders.attempts]));
  const firstFailedAtMs = Date.parse(textOf(headers[failureHeaders.firstFailedAt]));
  return {
    failures: Number.isSafeInteger(failures) && failures > 0 ? failures : 0,
    firstFailedAtMs: Number.isNaN(firstFailedAtMs) ? undefined : firstFailedAtMs,
    failuresAttributed: 0,
  };
}

type SourceHeaders = Readonly<Record<string, string>>;

function sourceOf(message: ConsumedMessage, { retryOf }: TopicPlan): SourceHeaders {
  const { topic, partition, offset, timestamp } = failureHeaders;
  const names = [topic, partition, offset, timestamp];
  const { rawHeaders } = message;
  if (retryOf !== undefined && names.every((name) => rawHeaders[name] !== undefined)) {
    return Object.fromEntries(names.map((name) => [name, textOf(rawHeaders[name])]));
  }
  return {
    [topic]: message.topic,
    [partition]: String(message.partition),
    [offset]: String(message.offset),
    [timestamp]: isoOf(message.timestamp),
  };
}

/** What comes from one partition goes to one partition, so that it keeps its order. */
function sourceKey(source: SourceHeaders): Buffer {
  return Buffer.from(`${source[failureHeaders.topic]}-${source[failureHeaders.partition]}`);
}

/** The class, also of errors that say no name of their own; KfwErrors are told apart by their codes. */
function classOf(error: Error): string {
  const name = errorName(error);
  return ((name === 'KfwError' && codeOf(error)) || name).slice(0, longestText);
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' && code.length <= longestCode ? code : undefined;
}

/** Producers may write any number as a timestamp. */
function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function textOf(header: RawHeaders[string] | undefined): string {
  const [first] = Array.isArray(header) ? header : [header];
  return first === undefined || first === null ? '' : String(first);
}
