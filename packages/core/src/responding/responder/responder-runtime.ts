/**
 * The runtime of responders: the parts of a booted app that they send through, in one slot of the process, because
 * `UsersResponder.call(…)` is static. Boot fills the slot; @kfw/testing fills it with a runtime that sends nowhere.
 */
import { randomBytes } from 'node:crypto';
import type { ProduceMiddleware } from '../../contracts/produce-call.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Monitor } from '../../events/monitor.js';
import { processSlot } from '../../process/process-slots.js';
import type { Deliverer } from '../../producing/deliverer.js';
import { bindTopicMeters } from '../../producing/topic-meters.js';
import { compileResponder } from '../../routing/plan/compile-responder.js';
import type { ResponderPlan } from '../../routing/plan/plan.js';
import type { Codecs } from '../../routing/schemas/codecs.js';
import type { SchemaLookup } from '../../routing/schemas/declared-schemas.js';
import { PayloadEncoder } from '../message/payload-encoder.js';
import { defaultPropagatedHeaders } from '../message/propagated-headers.js';
import { TransactionSlots } from '../transaction/transaction-slots.js';
import { withProduceMiddleware } from './produce-middleware.js';

export interface ResponderRuntimeOptions {
  /** What encodes for `deliver`. Default: by the runtime's codecs. */
  readonly payloads?: PayloadEncoder;
  /** Begins the transactional ids of atomic responders. Default `kfw`. */
  readonly clientId?: string;
  /** Wraps all that is sent, the first outermost. Default none. */
  readonly produceMiddleware?: readonly ProduceMiddleware[];
  /** Headers that are copied from a consumed message to the messages sent because of it. Default `defaultPropagatedHeaders`. */
  readonly propagatedHeaders?: readonly string[];
  /** The schemas that the app declares, for `deliver` without a schema. Default: none. */
  readonly declared?: SchemaLookup;
  /** Called once for each topic to which `deliver` sends payloads without a declared schema. */
  readonly onUndeclared?: (topic: string, format: string) => void;
  /** No app is loaded: `deliver` works, and responders cannot be called. Default false. */
  readonly withoutApp?: boolean;
}

export class ResponderRuntime {
  /** What `deliver` sends through. */
  readonly producer: Deliverer;
  /** What encodes for `deliver`. */
  readonly payloads: PayloadEncoder;
  readonly propagatedHeaders: readonly string[];
  /** Only `deliver` works here: no app is loaded. */
  readonly withoutApp: boolean;
  readonly #plans = new WeakMap<object, ResponderPlan>();
  readonly #deliverers = new WeakMap<ResponderPlan, Deliverer>();
  readonly #slots = new WeakMap<ResponderPlan, TransactionSlots>();
  readonly #middleware: readonly ProduceMiddleware[];
  /** Begins the transactional ids of this process: no other has the same. */
  readonly #prefix: string;

  constructor(
    private readonly deliverer: Deliverer,
    readonly monitor: Monitor,
    private readonly codecs: Codecs,
    options: ResponderRuntimeOptions = {},
  ) {
    const { clientId = 'kfw', produceMiddleware = [], propagatedHeaders = defaultPropagatedHeaders } = options;
    this.producer = withProduceMiddleware(deliverer, produceMiddleware);
    this.propagatedHeaders = propagatedHeaders;
    const { declared, onUndeclared } = options;
    this.payloads =
      options.payloads ?? new PayloadEncoder(codecs, { propagatedHeaders, declared, onUndeclared, monitor });
    this.withoutApp = options.withoutApp ?? false;
    this.#middleware = produceMiddleware;
    this.#prefix = `${clientId}-${randomBytes(6).toString('hex')}`;
  }

  /** The plan of a responder, compiled on first use; the series of its topics begin at 0 then. Throws `KFW_ROUTES_INVALID`. */
  planOf(responder: ResponderClass): ResponderPlan {
    const known = this.#plans.get(responder);
    if (known !== undefined) return known;
    const result = compileResponder(responder, this.codecs);
    if ('mistakes' in result) throw coreError('KFW_ROUTES_INVALID', { mistakes: result.mistakes });
    this.#plans.set(responder, result.plan);
    for (const topic of result.plan.topics.keys()) bindTopicMeters(this.monitor.measurements, topic);
    return result.plan;
  }

  /** What a responder sends through. */
  delivererFor(plan: ResponderPlan): Deliverer {
    const known = this.#deliverers.get(plan) ?? withProduceMiddleware(this.deliverer, this.#middleware, plan.name);
    this.#deliverers.set(plan, known);
    return known;
  }

  /** The transactional ids of an atomic responder. */
  transactionSlotsFor(plan: ResponderPlan): TransactionSlots {
    const known = this.#slots.get(plan) ?? new TransactionSlots(`${this.#prefix}-${plan.name}`);
    this.#slots.set(plan, known);
    return known;
  }
}

const slot = processSlot<ResponderRuntime>('responderRuntime');

/** Makes a runtime the process's own; returns what it replaced. */
export function useResponderRuntime(runtime: ResponderRuntime | undefined): ResponderRuntime | undefined {
  return slot.set(runtime);
}

/** The process's own runtime, if there is one. */
export function findResponderRuntime(): ResponderRuntime | undefined {
  return slot.get();
}

/** Throws `KFW_NOT_BOOTED`, also where `deliver` has made itself a producer without an app: the two must not depend on it. */
export function currentResponderRuntime(what: string): ResponderRuntime {
  const runtime = slot.get();
  if (runtime === undefined || runtime.withoutApp) throw coreError('KFW_NOT_BOOTED', { what });
  return runtime;
}
