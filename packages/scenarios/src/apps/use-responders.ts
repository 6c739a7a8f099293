import { useResponderRuntime } from '@kfw/core/internal';
import type { World } from '@kfw/test-cluster';
import type { BootedApp } from 'kfw/internal';

/** Lets `SomeResponder.call(…)` send through a connected app, until the scenario ends. */
export function useResponders(world: World, app: BootedApp): void {
  const previous = useResponderRuntime(app.responders);
  world.after(() => useResponderRuntime(previous));
}
