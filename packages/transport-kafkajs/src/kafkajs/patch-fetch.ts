/**
 * Puts a fetch of ours in the place of kafkajs's, for the groups that use an assigner of ours. kafkajs goes on driving
 * it: one call after another for each broker, with heartbeats between, and a rejoin when the group rebalances.
 */
import type { Assigner } from 'kafkajs';
import ConsumerGroup, { type ConsumerGroupInternals } from 'kafkajs/src/consumer/consumerGroup.js';

export interface FetchHook {
  /** Fetches once from one broker and sees to what came; it throws what kafkajs must handle. */
  fetch(group: ConsumerGroupInternals, nodeId: number): Promise<void>;
}

/** Nothing is left for kafkajs to hand over. */
const nothing: readonly never[] = [];
const hooks = new WeakMap<object, FetchHook>();
let installed = false;

/** Routes every fetch of the group that uses this assigner through the hook. */
export function hookFetch(assigner: Assigner, hook: FetchHook): Assigner {
  install();
  hooks.set(assigner, hook);
  return assigner;
}

function install(): void {
  if (installed) return;
  installed = true;
  const fetch = ConsumerGroup.prototype.fetch;
  ConsumerGroup.prototype.fetch = async function (nodeId) {
    const assigner = this.assigners[0];
    const hook = assigner === undefined ? undefined : hooks.get(assigner);
    if (hook === undefined) return fetch.call(this, nodeId);
    await hook.fetch(this, nodeId);
    return nothing;
  };
}
