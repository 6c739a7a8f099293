import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { ResponderRuntime } from './responder-runtime.js';
import { runResponder } from './run-responder.js';

/** Runs the responder of a consumer's topic. Throws `KFW_RESPONDER_NOT_FOUND`. */
export async function respondFor(
  runtime: ResponderRuntime,
  plan: TopicPlan,
  input: unknown,
  options?: CallOptions,
): Promise<ResponderReport> {
  if (plan.responder === undefined) {
    throw coreError('KFW_RESPONDER_NOT_FOUND', { consumer: plan.consumer.name, expected: plan.expectedResponder });
  }
  return runResponder(runtime, plan.responder, input, options);
}
