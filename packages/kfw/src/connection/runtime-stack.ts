/**
 * The responder runtimes of connected apps, as a stack. Responders and `deliver` send through the process's current
 * runtime; an app replaces it while it is connected and restores the previous one when it is closed. So a test whose
 * app is connected to a broker sends there, and afterwards to the record of @kfw/testing again. With several apps the
 * one that connected last is current.
 */
import { findResponderRuntime, type ResponderRuntime, useResponderRuntime } from '@kfw/core/internal';

interface StackEntry {
  readonly runtime: ResponderRuntime;
  readonly before: ResponderRuntime | undefined;
}

const stack: StackEntry[] = [];

export function pushRuntime(runtime: ResponderRuntime): void {
  const before = useResponderRuntime(runtime);
  if (before !== runtime) stack.push({ runtime, before });
}

/** Does nothing for a runtime that was never pushed. */
export function removeRuntime(runtime: ResponderRuntime): void {
  const index = stack.findLastIndex((one) => one.runtime === runtime);
  const [own] = index === -1 ? [] : stack.splice(index, 1);
  if (own === undefined) return;
  const later = stack.findIndex((one, position) => position >= index && one.before === runtime);
  const next = stack[later];
  if (next !== undefined) stack[later] = { ...next, before: own.before };
  else if (findResponderRuntime() === runtime) useResponderRuntime(own.before);
}
