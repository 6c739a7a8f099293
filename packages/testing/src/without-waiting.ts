/** A plan whose retries, retry topics and delays do not wait: a test checks what happens, not when. */
import type { ConsumeMiddleware, Message, TopicPlan } from '@kfw/core/internal';

export function withoutWaiting(plan: TopicPlan): TopicPlan {
  const policy = { ...plan.policy, pauseMs: 0, maxPauseMs: 0 };
  return { ...plan, policy, delayMs: 0, middleware: [retryAtOnce, ...plan.middleware] };
}

/** Messages that a handler postpones with `retryAfter` are redelivered at once. */
const retryAtOnce: ConsumeMiddleware = async ({ batch }, next) => {
  for (const message of batch) skipRetryDelay(message);
  await next();
};

function skipRetryDelay(message: Message): void {
  if (Object.hasOwn(message, 'retryAfter')) return;
  const { retryAfter } = message;
  message.retryAfter = (ms) => {
    // It checks its argument.
    retryAfter.call(message, ms);
    retryAfter.call(message, 0);
  };
}
