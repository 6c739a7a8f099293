/**
 * The responders whose declarations this process has evaluated. An app that boots finds its own below `app/`; a test has no
 * app, and what it has imported is what it knows.
 */
import type { ResponderClass } from '../../contracts/responder-contract.js';

/** Kept on the global object: an app and what tests it may hold two copies of this package. */
const slot: { [key: symbol]: Set<ResponderClass> | undefined } = globalThis as never;
const slotKey = Symbol.for('kfw.evaluatedResponders');
slot[slotKey] ??= new Set();
const responders = slot[slotKey];

export function noteResponder(responder: object): void {
  responders.add(responder as ResponderClass);
}

/** In the order in which they were evaluated. */
export function evaluatedResponders(): ReadonlySet<ResponderClass> {
  return responders;
}
