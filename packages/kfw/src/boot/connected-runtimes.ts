/**
 * What responders and `deliver` send through is the process's own, and an app takes that place while it is connected: a
 * test whose app is on a broker sends there, and when the app is closed it sends to where it did before, such as the
 * record of @kfw/testing. Of several apps the one that connected last counts.
 */
import { findResponderRuntime, type ResponderRuntime, useResponderRuntime } from '@kfw/core';

interface Taken {
  readonly runtime: ResponderRuntime;
  readonly before: ResponderRuntime | undefined;
}

const taken: Taken[] = [];

export function takePlace(runtime: ResponderRuntime): void {
  const before = useResponderRuntime(runtime);
  if (before !== runtime) taken.push({ runtime, before });
}

/** What never took the place, or has it from elsewhere, leaves it as it is. */
export function giveBackPlace(runtime: ResponderRuntime): void {
  const index = taken.findLastIndex((one) => one.runtime === runtime);
  const [own] = index === -1 ? [] : taken.splice(index, 1);
  if (own === undefined) return;
  const later = taken.findIndex((one, place) => place >= index && one.before === runtime);
  const next = taken[later];
  if (next !== undefined) taken[later] = { ...next, before: own.before };
  else if (findResponderRuntime() === runtime) useResponderRuntime(own.before);
}
