/** The live view of `kfw top`: reads the servers on an interval, draws, and follows keys, until a key or a signal ends it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createColors } from '../../logging/colors.js';
import { onUncaught } from '../exit/uncaught.js';
import { openScreen } from './live-screen.js';
import { LiveView, type LiveViewOptions } from './live-view.js';
import type { WatchedServer } from './watched-server.js';

export interface LiveOptions extends LiveViewOptions {
  readonly intervalMs: number;
  readonly signal: AbortSignal;
}

/** Resolves when a key ends it, Ctrl-C as well; rejects with the reason of `signal`. */
export async function watchLive(servers: readonly WatchedServer[], options: LiveOptions): Promise<void> {
  const view = new LiveView(servers, options, createColors());
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const screen = openScreen({
    onKey(key) {
      if (key === 'interrupt' || view.press(key)) ended.abort(finished);
      else draw();
    },
    onChange: () => draw(),
  });
  // Its message would be on the screen that is removed.
  const stopListening = onUncaught((error) => ended.abort(error));
  const draw = (): void => {
    if (!signal.aborted) screen.draw(view.lines(screen.size, new Date()));
  };
  try {
    for (;;) {
      draw();
      await sleep(options.intervalMs, undefined, { signal });
      if (!view.isPaused) await Promise.all(servers.map((server) => server.update(signal)));
    }
  } catch (thrown) {
    if (ended.signal.reason === finished) return;
    throw signal.aborted ? signal.reason : thrown;
  } finally {
    stopListening();
    screen.close();
  }
}

const finished = Symbol('finished');
