/**
 * Replaces five methods of kafkajs's consumer group, for the groups that use an assigner of ours: an assigner is the one
 * object that we make and that kafkajs hands on to every run of a consumer. kafkajs still drives the group: it fetches
 * from each broker in a loop, heartbeats after each fetch, and rejoins when the group rebalances.
 */
import type { Assigner } from 'kafkajs';
import ConsumerGroupClass from 'kafkajs/src/consumer/consumerGroup.js';
import type { ConsumerGroup } from './internals.js';

export interface ConsumerGroupHook {
  /** Called before each run of the consumer connects. */
  begin(group: ConsumerGroup): void;
  /** Called instead of each join, the first one included; `join` is kafkajs's own. */
  rejoin(group: ConsumerGroup, join: () => Promise<void>): Promise<void>;
  /** Called instead of each heartbeat, after every fetch. What it throws makes kafkajs rejoin, or ends the run. */
  heartbeat(group: ConsumerGroup, intervalMs: number): void;
  /** Called instead of each fetch from one broker, and handles the response. What it throws, kafkajs must handle. */
  fetch(group: ConsumerGroup, nodeId: number): Promise<void>;
}

const noBatches: readonly never[] = [];
const hooks = new WeakMap<object, ConsumerGroupHook>();
let installed = false;

/** Routes joins, heartbeats and fetches of the group that uses this assigner through the hook. */
export function patchConsumerGroup(assigner: Assigner, hook: ConsumerGroupHook): Assigner {
  install();
  hooks.set(assigner, hook);
  return assigner;
}

function hookOf({ assigners: [assigner] }: ConsumerGroup): ConsumerGroupHook | undefined {
  return assigner === undefined ? undefined : hooks.get(assigner);
}

function install(): void {
  if (installed) return;
  installed = true;
  const { prototype } = ConsumerGroupClass;
  const { connect, joinAndSync, heartbeat, checkForStaleAssignment, fetch } = prototype;
  prototype.connect = function () {
    hookOf(this)?.begin(this);
    return connect.call(this);
  };
  prototype.joinAndSync = function () {
    const hook = hookOf(this);
    const join = () => joinAndSync.call(this);
    return hook === undefined ? join() : hook.rejoin(this, join);
  };
  prototype.heartbeat = async function (options) {
    const hook = hookOf(this);
    if (hook === undefined) return heartbeat.call(this, options);
    hook.heartbeat(this, options.interval);
  };
  prototype.checkForStaleAssignment = function () {
    checkForStaleAssignment.call(this);
    if (hookOf(this) !== undefined) requireSubscribed(this);
  };
  prototype.fetch = async function (nodeId) {
    const hook = hookOf(this);
    if (hook === undefined) return fetch.call(this, nodeId);
    await hook.fetch(this, nodeId);
    return noBatches;
  };
}

/** kafkajs looks for partitions that are new, not for those of a topic that it no longer subscribes to. */
function requireSubscribed(group: ConsumerGroup): void {
  const stale = group.assigned().find(({ topic }) => !group.topicsSubscribed.includes(topic));
  if (stale === undefined) return;
  const { topic, partitions: unknownPartitions } = stale;
  const error = new Error(`Topic ${topic} is not subscribed to any more`);
  throw Object.assign(error, { name: 'KafkaJSStaleTopicMetadataAssignment', topic, unknownPartitions });
}
