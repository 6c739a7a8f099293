/**
 * The monitor: every component publishes its events and its measurements to it, and listeners subscribe. Without a
 * subscriber an event costs one check: publishers on the hot path ask `has` before they build a payload. A listener that
 * throws never reaches the publisher.
 */

import { checkNotGenerator } from '../errors/generators.js';
import { toError } from '../errors/kfw-error.js';
import { errorName } from '../errors/readable-error.js';
import { Measurements } from '../measuring/measurements.js';
import { addProcessGauges } from '../measuring/process-gauges.js';
import type { Tracer } from '../tracing/tracer.js';
import type { EventName, KfwEvents } from './events.js';

export type EventHandler<Name extends EventName> = (event: KfwEvents[Name]) => void;
type AnyHandler = (event: never) => void;

export class Monitor {
  /** Counters, gauges and histograms of everything that uses this monitor. */
  readonly measurements = new Measurements((error) => this.#report('observations', error));
  /** Records spans, when a listener has set it. */
  tracer: Tracer | undefined;
  readonly #handlers = new Map<EventName, readonly AnyHandler[]>();

  constructor() {
    addProcessGauges(this.measurements);
  }

  /** Calls `handler` for each event of that name, in order of subscription. Returns a function that unsubscribes it. */
  subscribe<Name extends EventName>(name: Name, handler: EventHandler<Name>): () => void {
    this.#handlers.set(name, [...(this.#handlers.get(name) ?? []), handler]);
    return () => {
      const remaining = (this.#handlers.get(name) ?? []).filter((other) => other !== handler);
      if (remaining.length > 0) this.#handlers.set(name, remaining);
      else this.#handlers.delete(name);
    };
  }

  has(name: EventName): boolean {
    return this.#handlers.has(name);
  }

  publish<Name extends EventName>(name: Name, event: KfwEvents[Name]): void {
    const handlers = this.#handlers.get(name) as readonly EventHandler<Name>[] | undefined;
    if (handlers === undefined) return;
    for (const handler of handlers) {
      try {
        const returned: unknown = handler(event);
        if (isThenable(returned)) returned.then(undefined, (thrown) => this.#report(name, toError(thrown)));
        else if (returned !== undefined) checkNotGenerator(returned, () => `a listener of ${name}`);
      } catch (thrown) {
        this.#report(name, toError(thrown));
      }
    }
  }

  /** As a warning of the process when nothing listens to `listener.failed`, or a listener of it failed. */
  #report(listened: EventName | 'observations', error: Error): void {
    if (listened !== 'listener.failed' && this.has('listener.failed'))
      this.publish('listener.failed', { listened, error });
    // Node does not recognise an error of another realm as an error.
    else process.emitWarning(isOfThisRealm(error) ? error : `${errorName(error)}: ${error.message}`);
  }
}

function isOfThisRealm(error: unknown): boolean {
  return error instanceof Error;
}

/** Any promise: one of another realm, or of a library, is not this realm's `Promise`. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
