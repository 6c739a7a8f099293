/**
 * What responders need of a booted app, in one process-wide slot: `UsersResponder.call(…)` is static, so it has
 * nothing else to find it by. Boot fills the slot; @kfw/testing fills it with one that sends nowhere.
 */
import type { ResponderClass } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import type { Monitor } from '../events/monitor.js';
import type { Deliverer } from '../producing/deliverer.js';
import type { Codecs } from '../routing/codecs.js';
import { compileResponder } from '../routing/compile-responder.js';
import type { ResponderPlan } from '../routing/plan.js';
import { PayloadEncoder } from './deliver-payload.js';

export class ResponderRuntime {
  readonly #plans = new WeakMap<object, ResponderPlan>();

  constructor(
    readonly producer: Deliverer,
    readonly monitor: Monitor,
    private readonly codecs: Codecs,
    /** What encodes for `deliver`. */
    readonly payloads: PayloadEncoder = new PayloadEncoder(codecs),
  ) {}

  /** The plan of a responder, compiled on first use. Throws `KFW_ROUTES_INVALID`. */
  planOf(responder: ResponderClass): ResponderPlan {
    const known = this.#plans.get(responder);
    if (known !== undefined) return known;
    const result = compileResponder(responder, this.codecs);
    if ('mistakes' in result) throw coreError('KFW_ROUTES_INVALID', { mistakes: result.mistakes });
    this.#plans.set(responder, result.plan);
    return result.plan;
  }
}

/** Kept on the global object: an app and the command that boots it may hold two copies of this package. */
const slot: { [key: symbol]: ResponderRuntime | undefined } = globalThis as never;
const slotKey = Symbol.for('kfw.responderRuntime');

/** Makes a runtime the process's own; returns what it replaced. */
export function useResponderRuntime(runtime: ResponderRuntime | undefined): ResponderRuntime | undefined {
  const previous = slot[slotKey];
  slot[slotKey] = runtime;
  return previous;
}

/** The process's own runtime, if there is one. */
export function findResponderRuntime(): ResponderRuntime | undefined {
  return slot[slotKey];
}

/** Throws `KFW_NOT_BOOTED`. */
export function currentResponderRuntime(what: string): ResponderRuntime {
  const runtime = slot[slotKey];
  if (runtime === undefined) throw coreError('KFW_NOT_BOOTED', { what });
  return runtime;
}
