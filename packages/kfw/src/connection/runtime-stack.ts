/**
 * What responders and `deliver` send through is the process's own, and an app takes that place while it is connected: a
 * test whose app is on a broker sends there, and when the app is closed it sends to where it did before, such as the
 * record of @kfw/testing. Of several apps the one that connected last counts.
 */
import { findResponderRuntime, type ResponderRuntime, useResponderRuntime } from '@kfw/core';

interface StackEntry {
  readonly runtime: ResponderRuntime;
  readonly before: ResponderRuntime | undefined;
}

const stack: StackEntry[] = [];

export function pushRuntime(runtime: ResponderRuntime): void {
  const before = useResponderRuntime(runtime);
  if (before !== runtime) stack.push({ runtime, before });
}

/** What never took the place, or has it from elsewhere, leaves it as it is. */
export function removeRuntime(runtime: ResponderRuntime): void {
  const index = stack.findLastIndex((one) => one.runtime === runtime);
  const [own] = index === -1 ? [] : stack.splice(index, 1);
  if (own === undefined) return;
  const later = stack.findIndex((one, place) => place >= index && one.before === runtime);
  const next = stack[later];
  if (next !== undefined) stack[later] = { ...next, before: own.before };
  else if (findResponderRuntime() === runtime) useResponderRuntime(own.before);
}
