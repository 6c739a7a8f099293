/**
 * Headers that are copied from a consumed message to the messages sent because of it, so that a trace and a correlation id
 * connect messages across services. Without a correlation id the message's event id becomes one.
 */
import type { Message } from '../../contracts/message.js';
import type { OutboundRecord, RawHeaders } from '../../ports/records.js';
import type { Tracer } from '../../tracing/tracer.js';
import { currentRun } from '../transaction/handler-run.js';

export const eventIdHeader = 'event-id';
const correlationIdHeader = 'correlation-id';

/** W3C Trace Context and Baggage, and the id that all messages of one correlation chain share. */
export const defaultPropagatedHeaders: readonly string[] = Object.freeze([
  'traceparent',
  'tracestate',
  'baggage',
  correlationIdHeader,
]);

type MessageHeaders = OutboundRecord['headers'];

const none: MessageHeaders = Object.freeze({});

/**
 * Those of `names` that the message has. Without `from` it is the message that `process` handles, if any; with `null`
 * there is none. Those of a trace are left out when the tracer gives them to what is sent.
 */
export function propagatedHeaders(
  names: readonly string[],
  tracer: Tracer | undefined,
  from?: Message<unknown, unknown> | null,
): MessageHeaders {
  const message = from === undefined ? currentRun()?.message : from;
  if (message === undefined || message === null) return none;
  const { rawHeaders } = message;
  const given = tracer?.carriesOn() ? tracer.headerNames : undefined;
  const propagated: Record<string, MessageHeaders[string]> = {};
  for (const name of names) {
    if (given?.includes(name)) continue;
    const value = own(rawHeaders, name) ?? (name === correlationIdHeader ? own(rawHeaders, eventIdHeader) : undefined);
    if (isPropagated(value)) propagated[name] = value;
  }
  return propagated;
}

/** Header names come over the wire and from apps: `constructor` may be one. */
function own<T>(headers: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

/** A trace or an id without a value connects nothing. */
function isPropagated(value: RawHeaders[string] | undefined): value is Buffer | readonly Buffer[] {
  return Array.isArray(value) ? !value.includes(null) : Buffer.isBuffer(value);
}
