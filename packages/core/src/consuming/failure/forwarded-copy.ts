/**
 * The copy of a message for a dead-letter or retry topic: its bytes and headers unchanged, and headers with its source and
 * the cause. A message from a retry topic keeps the headers about its first source.
 */

import { errorName } from '../../errors/readable-error.js';
import { headerEntriesOf } from '../../ports/header-entries.js';
import type { RawHeaders } from '../../ports/records.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { ForwardTrace } from '../../tracing/tracer.js';
import type { ConsumedMessage, MessageHistory } from '../handler/consumed-message.js';

/** Headers of a message that was dead-lettered or scheduled for a retry. docs/guides/dead-letters.md lists them. */
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
  /** The error's code, if it is a short text. */
  errorCode: 'kfw-error-code',
  errorMessage: 'kfw-error-message',
  /** ISO 8601. */
  firstFailedAt: 'kfw-first-failed-at',
} as const;

/** Why a message goes to another topic: an error, or a reason that its handler gave. */
export interface Cause {
  readonly error: Error | undefined;
  readonly reason: string;
}

/** Headers are kept short: brokers bound the size of messages. */
const longestText = 2_000;
const longestCode = 100;

export function forwardedCopy(
  message: ConsumedMessage,
  plan: TopicPlan,
  to: string,
  cause: Cause,
  trace?: ForwardTrace | undefined,
): OutgoingMessage {
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
  const replaced = trace === undefined ? ownNames : new Set([...ownNames, ...trace.headerNames]);
  const headerEntries = headerEntriesOf(message.record).filter(([name]) => !replaced.has(name.toString('latin1')));
  if (trace !== undefined) headerEntries.push(...trace.headers);
  const partitionKey = to === plan.policy.retryTopic && key !== null ? key : sourceKey(source);
  return { topic: to, key, value, headerEntries, headers, partitionKey };
}

/** Headers of an earlier failure are replaced. */
const ownNames: ReadonlySet<string> = new Set(Object.values(failureHeaders));

/** How often a message was delivered. A failure has already been counted here, a verdict has not. */
export function deliveriesOf({ attempt }: ConsumedMessage, { error }: Cause): number {
  return error === undefined ? attempt : attempt - 1;
}

/** The history of a message in a retry topic, from its headers. */
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

/** Messages of one partition go to one partition, so that they keep their order. */
function sourceKey(source: SourceHeaders): Buffer {
  return Buffer.from(`${source[failureHeaders.topic]}-${source[failureHeaders.partition]}`);
}

/** The name of the error, else that of its class; for a KfwError its code. */
function classOf(error: Error): string {
  const name = errorName(error);
  return ((name === 'KfwError' && codeOf(error)) || name).slice(0, longestText);
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code !== '' && code.length <= longestCode ? code : undefined;
}

/** Empty for a timestamp that no Date can hold: producers may write any number. */
function isoOf(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

function textOf(header: RawHeaders[string] | undefined): string {
  const [first] = Array.isArray(header) ? header : [header];
  return first === undefined || first === null ? '' : String(first);
}
