/**
 * The awaited revocation that kafkajs does not have. Its consumer group rejoins at once when the group rebalances;
 * here that method is wrapped, so that the source which owns the group decides when. Three more are, to learn of each
 * new life of a consumer, to heartbeat our way, and to rejoin when a topic has gone. A group is known by its assigner: it is the one object
 * that we make and kafkajs hands on to every life of a consumer.
 */
import type { Assigner } from 'kafkajs';
import ConsumerGroup, { type ConsumerGroupInternals } from 'kafkajs/src/consumer/consumerGroup.js';

export interface ConsumerGroupHook {
  /** Called before a new life of the consumer connects. */
  begin(group: ConsumerGroupInternals): void;
  /** Called instead of each join, the first one included; `join` is what kafkajs would have done. */
  rejoin(group: ConsumerGroupInternals, join: () => Promise<void>): Promise<void>;
  /** Called instead of each heartbeat: after every fetch. What it throws makes kafkajs rejoin, or ends the life. */
  heartbeat(group: ConsumerGroupInternals, intervalMs: number): void;
}

const hooks = new WeakMap<object, ConsumerGroupHook>();
let installed = false;

/** Routes every join of the group that uses this assigner through the hook. */
export function patchConsumerGroup(assigner: Assigner, hook: ConsumerGroupHook): Assigner {
  install();
  hooks.set(assigner, hook);
  return assigner;
}

function hookOf({ assigners: [assigner] }: ConsumerGroupInternals): ConsumerGroupHook | undefined {
  return assigner === undefined ? undefined : hooks.get(assigner);
}

function install(): void {
  if (installed) return;
  installed = true;
  const { connect, joinAndSync, heartbeat, checkForStaleAssignment } = ConsumerGroup.prototype;
  ConsumerGroup.prototype.connect = function () {
    hookOf(this)?.begin(this);
    return connect.call(this);
  };
  ConsumerGroup.prototype.joinAndSync = function () {
    const hook = hookOf(this);
    const join = () => joinAndSync.call(this);
    return hook === undefined ? join() : hook.rejoin(this, join);
  };
  ConsumerGroup.prototype.heartbeat = async function (options) {
    const hook = hookOf(this);
    if (hook === undefined) return heartbeat.call(this, options);
    hook.heartbeat(this, options.interval);
  };
  ConsumerGroup.prototype.checkForStaleAssignment = function () {
    checkForStaleAssignment.call(this);
    if (hookOf(this) !== undefined) requireSubscribed(this);
  };
}

/** kafkajs looks for partitions that are new, not for those of a topic that it no longer subscribes to. */
function requireSubscribed(group: ConsumerGroupInternals): void {
  const stale = group.assigned().find(({ topic }) => !group.topicsSubscribed.includes(topic));
  if (stale === undefined) return;
  const { topic, partitions: unknownPartitions } = stale;
  const error = new Error(`Topic ${topic} is not subscribed to any more`);
  throw Object.assign(error, { name: 'KafkaJSStaleTopicMetadataAssignment', topic, unknownPartitions });
}
