/**
 * A deliverer whose calls have a span per topic, and whose messages get the headers of that span: they must be made for the call. Without a tracer it is the
 * deliverer itself, at the cost of one check per call.
 */
import type { DeliveredTo } from '../contracts/responder-contract.js';
import { toError } from '../errors/kfw-error.js';
import type { Monitor } from '../events/monitor.js';
import type { TraceHeader } from '../tracing/traced-message.js';
import type { SendTrace, Tracer } from '../tracing/tracer.js';
import type { Deliverer, OutgoingMessage } from './deliverer.js';

export function tracedDeliverer(deliverer: Deliverer, monitor: Pick<Monitor, 'tracer'>): Deliverer {
  return {
    deliver(messages) {
      const { tracer } = monitor;
      if (tracer === undefined) return deliverer.deliver(messages);
      return awaited(tracer, messages, (traced) => deliverer.deliver(traced));
    },
    deliverOne(message) {
      const { tracer } = monitor;
      return tracer === undefined ? deliverer.deliverOne(message) : deliverTraced(deliverer, tracer, message);
    },
    deliverAsync(messages) {
      const { tracer } = monitor;
      if (tracer === undefined) return deliverer.deliverAsync(messages);
      return deliverer.deliverAsync(traceAll(tracer, messages, true));
    },
    deliverAtomically(id, messages, consumed) {
      const { tracer } = monitor;
      if (tracer === undefined) return deliverer.deliverAtomically(id, messages, consumed);
      return awaited(tracer, messages, (traced) => deliverer.deliverAtomically(id, traced, consumed));
    },
    fence: (id) => deliverer.fence(id),
    flush: () => deliverer.flush(),
    get bufferedCount() {
      return deliverer.bufferedCount;
    },
    buffered: () => deliverer.buffered(),
  };
}

/** Not in `deliverOne` itself: what these functions capture would be allocated for each message without a tracer as well. */
function deliverTraced(deliverer: Deliverer, tracer: Tracer, message: OutgoingMessage): Promise<DeliveredTo> {
  const trace = tracer.sending(message.topic, [message], false);
  if (trace === undefined) return deliverer.deliverOne(message);
  setTrace(message, trace, tracer);
  const delivering = deliverer.deliverOne(message);
  if (trace.isRecording)
    delivering.then(
      (to) => trace.delivered(1, to),
      (thrown) => trace.failed(1, toError(thrown)),
    );
  return delivering;
}

/** Sends, and ends the spans with the result of the whole call. */
function awaited(
  tracer: Tracer,
  messages: readonly OutgoingMessage[],
  send: (traced: readonly OutgoingMessage[]) => Promise<DeliveredTo[]>,
): Promise<DeliveredTo[]> {
  const traced = traceAll(tracer, messages, false);
  const delivering = send(traced);
  endTraces(traced, delivering);
  return delivering;
}

/** Ends the spans of messages with the result of their call. */
export function endTraces(traced: readonly OutgoingMessage[], delivering: Promise<readonly DeliveredTo[]>): void {
  if (traced.every(({ trace }) => trace === undefined)) return;
  delivering.then(
    (to) => endAll(traced, to),
    (thrown) => failAll(traced, toError(thrown)),
  );
}

function endAll(traced: readonly OutgoingMessage[], to: readonly DeliveredTo[]): void {
  traced.forEach(({ trace }, index) => {
    trace?.delivered(1, to[index]);
  });
}

function failAll(traced: readonly OutgoingMessage[], error: Error): void {
  for (const { trace } of traced) trace?.failed(1, error);
}

/** The messages themselves: they were made for this call, and a copy of each would cost as much as all else together. */
function traceAll(
  tracer: Tracer,
  messages: readonly OutgoingMessage[],
  isBuffered: boolean,
): readonly OutgoingMessage[] {
  const first = messages[0];
  if (first === undefined) return messages;
  if (messages.length === 1) {
    const trace = tracer.sending(first.topic, messages, isBuffered);
    if (trace !== undefined) setTrace(first, trace, tracer);
    return messages;
  }
  if (messages.every(({ topic }) => topic === first.topic)) {
    const trace = tracer.sending(first.topic, messages, isBuffered);
    if (trace !== undefined) for (const message of messages) setTrace(message, trace, tracer);
    return messages;
  }
  for (const [topic, ofTopic] of Map.groupBy(messages, (message) => message.topic)) {
    const trace = tracer.sending(topic, ofTopic, isBuffered);
    if (trace !== undefined) for (const message of ofTopic) setTrace(message, trace, tracer);
  }
  return messages;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function setTrace(message: Mutable<OutgoingMessage>, trace: SendTrace, { headerNames }: Tracer): void {
  message.headerEntries = withHeaders(message, trace.headers, headerNames);
  message.trace = trace.isRecording ? trace : undefined;
}

/** Headers that the message has already stay. */
function withHeaders(
  message: OutgoingMessage,
  added: readonly TraceHeader[],
  names: readonly string[],
): OutgoingMessage['headerEntries'] {
  const { headers, headerEntries } = message;
  if (added.length === 0) return headerEntries;
  let hasOwn = headerEntries !== undefined;
  for (const name in headers) hasOwn ||= names.includes(name);
  // The same list for all messages of a turn: their headers are encoded once.
  return hasOwn ? withOwnHeaders(message, added, names) : added;
}

/** With those of another trace it gets no other header than baggage. */
function withOwnHeaders(
  { headers, headerEntries = [] }: OutgoingMessage,
  added: readonly TraceHeader[],
  names: readonly string[],
): OutgoingMessage['headerEntries'] {
  const given = [...Object.keys(headers), ...headerEntries.map(([bytes]) => bytes.toString('latin1'))];
  const own = new Set(given.filter((name) => names.includes(name)));
  const hasTrace = [...own].some((name) => name !== baggage);
  const missing = added.filter(([bytes]) => {
    const name = bytes.toString('latin1');
    return !own.has(name) && (!hasTrace || name === baggage);
  });
  return [...headerEntries, ...missing];
}

/** Not a part of a trace. */
const baggage = 'baggage';
