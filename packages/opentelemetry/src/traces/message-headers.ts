/** Contexts in the headers of messages: written and read by whatever propagator is configured. */
import type { TracedHeaders, TraceHeader } from '@kfw/core';
import {
  type Context,
  propagation,
  type SpanContext,
  type TextMapGetter,
  type TextMapSetter,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { extract, inject } from './contained-sdk.js';

const traceparent = 'traceparent';
/** The flags are the last two digits of `00-<trace id>-<span id>-<flags>`. */
const lengthOfTraceparent = 55;
/** Where the trace id of a traceparent begins and ends. */
const traceIdSpan = [3, 35] as const;
const none: readonly string[] = [];

export class MessageHeaders {
  #names: readonly string[] = none;

  /** Read again while there is no propagator: an app may set it after its listeners. */
  get names(): readonly string[] {
    if (this.#names.length === 0) this.#names = Object.freeze([...new Set(propagation.fields())]);
    return this.#names;
  }

  /** The headers of a context. */
  of(context: Context): readonly TraceHeader[] {
    const headers: TraceHeader[] = [];
    inject(context, headers, setter);
    return headers;
  }

  /** `context` with what the headers hold. */
  read(context: Context, headers: TracedHeaders): Context {
    return extract(context, headers, getter);
  }

  /** Whether they hold anything that a propagator may read. */
  hasAny(headers: TracedHeaders): boolean {
    for (const name of this.names) if (headers[name] !== undefined) return true;
    return false;
  }

  /**
   * Whether they hold nothing but the context of a trace that is not sampled, which is told without parsing it. Tracing of few
   * messages is cheap because of this.
   */
  isUnsampledOnly(headers: TracedHeaders): boolean {
    const given = headers[traceparent];
    if (!Buffer.isBuffer(given) || given.length !== lengthOfTraceparent) return false;
    if ((Number(given[lengthOfTraceparent - 1]) & TraceFlags.SAMPLED) !== 0) return false;
    for (const name of this.names)
      if (name !== traceparent && name !== 'tracestate' && headers[name] !== undefined) return false;
    return true;
  }

  /** Whether both are of one trace, as far as that is told without parsing them. */
  areOfOneTrace(one: TracedHeaders, other: TracedHeaders): boolean {
    const first = one[traceparent];
    const second = other[traceparent];
    if (!Buffer.isBuffer(first) || !Buffer.isBuffer(second)) return false;
    const [start, end] = traceIdSpan;
    return first.length >= end && second.length >= end && first.compare(second, start, end, start, end) === 0;
  }
}

/** The valid span context of a context. */
export function spanContextOf(context: Context): SpanContext | undefined {
  const found = trace.getSpanContext(context);
  return found !== undefined && trace.isSpanContextValid(found) ? found : undefined;
}

export function isSampled({ traceFlags }: SpanContext): boolean {
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

const getter: TextMapGetter<TracedHeaders> = {
  keys: (headers) => Object.keys(headers),
  get(headers, name) {
    if (!Object.hasOwn(headers, name)) return undefined;
    const value = headers[name];
    return Array.isArray(value) ? value.map(textOf) : textOf(value as Buffer | string | null);
  },
};

const setter: TextMapSetter<TraceHeader[]> = {
  set(headers, name, value) {
    headers.push([Buffer.from(name), Buffer.from(value)]);
  },
};

function textOf(value: Buffer | string | null): string {
  return value === null ? '' : value.toString();
}
