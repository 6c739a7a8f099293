/**
 * The responders whose declarations this process has evaluated. An app that boots finds its own below `app/`; a test has
 * no app, and knows the responders that it has imported.
 */
import type { ResponderClass } from '../../contracts/responder-contract.js';
import { sharedValue } from '../../process/process-slots.js';

const responders = sharedValue('evaluatedResponders', () => new Set<ResponderClass>());

export function noteResponder(responder: object): void {
  responders.add(responder as ResponderClass);
}

/** In the order in which they were evaluated. */
export function evaluatedResponders(): ReadonlySet<ResponderClass> {
  return responders;
}
