/** Consumed messages with any plan, as a lane makes them. */

import { ConsumedMessage, type MessageHistory } from '../../src/consuming/handler/consumed-message.js';
import { Consumer } from '../../src/consuming/handler/consumer.js';
import { raw } from '../../src/payloads/schemas.js';
import type { RawRecord } from '../../src/ports/records.js';
import { Payload } from '../../src/routing/declare/consumer-decorators.js';
import type { TopicPlan } from '../../src/routing/plan/plan.js';
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
