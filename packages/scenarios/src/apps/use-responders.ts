import { useResponderRuntime } from '@kfw/core';
import type { World } from '@kfw/test-cluster';
import type { App } from 'kfw';

/** Lets `SomeResponder.call(…)` send through a connected app, until the scenario ends. */
export function useResponders(world: World, app: App): void {
  const previous = useResponderRuntime(app.responders);
  world.after(() => useResponderRuntime(previous));
}
