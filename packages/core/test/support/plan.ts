import { drawRoutes } from '../../src/routing/declare/draw.js';
import { compilePlan } from '../../src/routing/plan/compile-plan.js';
import type { TopicPlan } from '../../src/routing/plan/plan.js';
import type { PlanInput } from '../../src/routing/plan/plan-input.js';
import { codecs } from './world.js';

/** The plan of one topic, `users`, whose retries do not wait. */
export function planFor(consumer: unknown, options: object = {}, over: Partial<PlanInput> = {}): TopicPlan {
  const routes = drawRoutes(({ topic }) => topic('users', { pauseMs: 0, ...options, consumer: consumer as never }));
  const plan = compilePlan({ routes, clientId: 'shop', codecs, ...over }).groups[0]?.topics[0];
  if (plan === undefined) throw new Error('no plan');
  return plan;
}
