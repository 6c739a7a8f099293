/** Consumed messages with any plan, as a lane makes them. */
import { Consumer, Payload, type RawRecord, raw, type TopicPlan } from '@kfw/core';
import { ConsumedMessage, type MessageHistory } from '../../src/consuming/handler/consumed-message.js';
import { planFor } from './plan.js';
import { recordAt } from './world.js';

@Payload(raw())
class Idle extends Consumer {
  process(): void {}
}

export const idlePlan: TopicPlan = planFor(Idle);

export function consumed(
  record: Partial<RawRecord>,
  plan: TopicPlan = idlePlan,
  history?: MessageHistory,
): ConsumedMessage {
  return new ConsumedMessage({ ...recordAt(record.offset ?? 0), ...record }, plan, plan.topic, 0, 5_000, history);
}
