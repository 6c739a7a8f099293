/**
 * The port of tracing: what happens to messages, as a tracer that a listener has set on the monitor sees it. Without one,
 * each place asks the monitor once per call, batch or commit, and makes nothing. The hooks are called synchronously and must
 * not throw.
 */
import type { TracedDecision } from './traced-decision.js';
import type { TracedHeaders, TracedMessage, TracedSend, TraceHeader } from './traced-message.js';

export interface Tracer {
  /** The names of the headers in which a context travels, such as `traceparent`. */
  readonly headerNames: readonly string[];
  /**
   * Whether messages that are sent now carry on the active context. Otherwise they carry on that of the message that
   * `process` handles: its headers are copied.
   */
  carriesOn(): boolean;
  /** Runs `work` as a part of the trace in these headers, if they hold one; with `null` as a part of none. */
  continuing<T>(headers: TracedHeaders | null, work: () => T): T;
  /**
   * The messages of one call for one topic are about to be sent. `isBuffered`: nobody waits for their acknowledgement.
   * `undefined` where neither headers nor a span are due.
   */
  sending(topic: string, messages: readonly TracedSend[], isBuffered: boolean): SendTrace | undefined;
  /** A handler is about to be called with these messages of one partition. */
  calling(call: TracedCall): CallTrace;
  /** Offsets of a group are about to be committed; with `messages` in one transaction, a part of the active trace. */
  committing(commit: TracedCommit): CommitTrace;
  /** The ids of the active span, for log lines. */
  activeIds(): SpanIds | undefined;
}

export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

/** The span of messages on their way. */
export interface SendTrace {
  /** For each of the messages; names that a message has already are its own. */
  readonly headers: readonly TraceHeader[];
  /** Only then are the methods below called. */
  readonly isRecording: boolean;
  /** Its messages, or some of them, are sent again. */
  retrying(attempt: number, error: Error): void;
  /** So many of its messages are acknowledged; `to` says where a single one went. */
  delivered(messages: number, to?: { readonly partition: number; readonly offset: string }): void;
  /** So many of its messages were not delivered. */
  failed(messages: number, error: Error): void;
}

export interface TracedCall {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly consumer: string;
  readonly style: 'process' | 'consume';
  /** In offset order, never empty. */
  readonly messages: readonly TracedMessage[];
}

/** The spans of one handler call. */
export interface CallTrace {
  /** Whether messages without headers have nothing of their own in it: then neither `process` nor `processed` is called for them. */
  readonly skipsBareMessages: boolean;
  /** Runs the call, or its transaction. */
  within<T>(work: () => T): T;
  /** Calls `process` of a consumer with a message, in the context of the message; returns what it returns. */
  process(method: (this: unknown, message: unknown) => unknown, consumer: unknown, message: TracedMessage): unknown;
  /** `process` has ended without an error. */
  processed(message: TracedMessage): void;
  /** The call failed with an error that is attributed to this message. */
  failed(message: TracedMessage, error: Error): void;
  /** Carries a decision about a message out, in the context of the message. */
  decided(message: TracedMessage, decision: TracedDecision, carryOut: () => void): void;
  /** For a copy of the message in another topic; `undefined` when the headers of the message say it all. */
  forwarding(message: TracedMessage): ForwardTrace | undefined;
  /** All is decided. */
  ended(): void;
  /** Nothing waits for the call any more, which still runs: its partition is lost, say. Nothing but `ended` may follow, when it returns. */
  abandoned(reason: string): void;
}

/** The context of a message that goes to another topic. */
export interface ForwardTrace {
  /** They replace those of the message. */
  readonly headers: readonly TraceHeader[];
  readonly headerNames: readonly string[];
  /** Sends the copy. */
  within<T>(work: () => T): T;
}

export interface TracedCommit {
  readonly group: string;
  readonly offsets: readonly { readonly topic: string; readonly partition: number; readonly offset: number }[];
  /** How many messages its transaction sends; undefined outside of transactions. */
  readonly messages: number | undefined;
}

export interface CommitTrace {
  ended(error?: Error): void;
}
