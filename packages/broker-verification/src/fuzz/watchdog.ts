/**
 * Detects from its own thread that the event loop of the main thread is blocked, and writes the current stack to stderr,
 * so that a hang can be fixed.
 */
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const blockedAfterMs = 15_000;
const everyMs = 1_000;
const mostFrames = 15;

interface PausedAt {
  readonly params: {
    readonly callFrames: readonly { functionName: string; url: string; location: { lineNumber: number } }[];
  };
}

/** Watches the thread that calls it: every turn within the time shows that it is not blocked. */
export function watchEventLoop(): void {
  const turns = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(turns, 0, 1), everyMs).unref();
  new Worker(new URL(import.meta.url), { workerData: turns }).unref();
}

function watch(turns: Int32Array): void {
  let seen = { turns: -1, at: performance.now() };
  setInterval(() => {
    const now = { turns: Atomics.load(turns, 0), at: performance.now() };
    if (now.turns !== seen.turns) seen = now;
    else if (now.at - seen.at > blockedAfterMs) {
      seen = { turns: -1, at: now.at };
      printStack();
    }
  }, everyMs);
}

function printStack(): void {
  const session = new Session();
  session.connectToMainThread();
  session.once('Debugger.paused', ({ params }: PausedAt) => {
    const frames = params.callFrames
      .slice(0, mostFrames)
      .map(({ functionName, url, location }) => `    at ${functionName} (${url}:${location.lineNumber + 1})`);
    writeSync(2, `the event loop has been blocked for ${blockedAfterMs} ms\n${frames.join('\n')}\n`);
    session.disconnect();
  });
  session.post('Debugger.enable').then(
    () => session.post('Debugger.pause'),
    (error) => writeSync(2, `${error}\n`),
  );
}

if (!isMainThread) watch(workerData as Int32Array);
