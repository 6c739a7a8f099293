/**
 * The awaited revocation that kafkajs does not have. Its consumer group rejoins at once when the group rebalances;
 * here that one method is wrapped, so that the source which owns the group decides when. A group is known by its
 * assigner: it is the one object that we make and kafkajs hands on to every life of a consumer.
 */
import type { Assigner } from 'kafkajs';
import ConsumerGroup, { type ConsumerGroupInternals } from 'kafkajs/src/consumer/consumerGroup.js';

export interface RejoinHook {
  /** Called instead of each join, the first one included; `join` is what kafkajs would have done. */
  rejoin(group: ConsumerGroupInternals, join: () => Promise<void>): Promise<void>;
}

const hooks = new WeakMap<object, RejoinHook>();
let installed = false;

/** Routes every join of the group that uses this assigner through the hook. */
export function hookRejoin(assigner: Assigner, hook: RejoinHook): Assigner {
  install();
  hooks.set(assigner, hook);
  return assigner;
}

function install(): void {
  if (installed) return;
  installed = true;
  const joinAndSync = ConsumerGroup.prototype.joinAndSync;
  ConsumerGroup.prototype.joinAndSync = function () {
    const assigner = this.assigners[0];
    const hook = assigner === undefined ? undefined : hooks.get(assigner);
    const join = () => joinAndSync.call(this);
    return hook === undefined ? join() : hook.rejoin(this, join);
  };
}
