/**
 * How an app gets to its embedded broker: it joins the one that runs on its folder, or starts it, always as a process
 * of its own that outlives the command by ten seconds. A handler that blocks the app's process blocks no broker.
 */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { kfwError } from '../errors.js';
import type { EmbeddedFolder } from './folder/embedded-folder.js';
import { lockHolder } from './lock/lock-holder.js';
import { type BackgroundBroker, endOfLog, startInBackground } from './start-in-background.js';

export interface EmbeddedLease {
  /** As for `KFW_BROKERS`. */
  readonly brokers: string;
  /** As for `KFW_REGISTRY_URL`. */
  readonly registry: string;
  /** Whether this call started it. */
  readonly started: boolean;
  /** Resolves when the broker is gone: it was killed, or stopped by someone. Not after `release`. */
  readonly gone: Promise<void>;
  /** Tells the broker that this process needs it no more. The end of the process does as well. */
  release(): void;
}

const startTimeoutMs = 20_000;
const pollIntervalMs = 25;

/** Throws `KFW_EMBEDDED_NOT_STARTED` with the end of its log, `KFW_EMBEDDED_STUCK`, or what `prepareFolder` throws. */
export async function joinEmbedded(
  folder: EmbeddedFolder,
  start: (folder: EmbeddedFolder) => Promise<BackgroundBroker> = startInBackground,
): Promise<EmbeddedLease> {
  const until = Date.now() + startTimeoutMs;
  let own: BackgroundBroker | undefined;
  while (Date.now() < until) {
    const holder = await lockHolder(folder);
    if (holder.state === 'running') {
      const { held, lease } = holder;
      const { brokers, registry, pid } = held;
      return { brokers, registry, started: pid === own?.pid, ...watchLease(lease) };
    }
    if (holder.state !== 'busy') {
      // One that ends well has found another on the folder, which may be gone again by now.
      if (own === undefined || own.exitCode() === 0) own = await start(folder);
      else if (own.exitCode() !== undefined) break;
    }
    await delay(pollIntervalMs);
  }
  throw kfwError('KFW_EMBEDDED_NOT_STARTED', { logFile: folder.logFile, log: await endOfLog(folder) });
}

function watchLease(socket: Socket): Pick<EmbeddedLease, 'gone' | 'release'> {
  let released = false;
  const gone = new Promise<void>((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => released || resolve());
  });
  const release = (): void => {
    released = true;
    socket.destroy();
  };
  return { gone, release };
}
