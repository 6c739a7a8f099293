/**
 * Joins the embedded broker that runs on an app's folder, or starts it, always as a process of its own that outlives
 * the command by ten seconds. So a handler that blocks the app's process does not block the broker.
 */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { kfwError } from '../errors.js';
import type { EmbeddedFolder } from './folder/embedded-folder.js';
import { lockHolder } from './lock/lock-holder.js';
import { type BackgroundBroker, endOfLog, startInBackground } from './start-in-background.js';

export interface EmbeddedLease {
  /** In the form of `KFW_BROKERS`. */
  readonly brokers: string;
  /** In the form of `KFW_REGISTRY_URL`. */
  readonly registry: string;
  /** Whether this call started it. */
  readonly started: boolean;
  /** Resolves when the broker was killed or stopped. Not after `release`. */
  readonly gone: Promise<void>;
  /** Ends this process's use of the broker. So does the end of the process. */
  release(): void;
}

const startTimeoutMs = 20_000;
const pollIntervalMs = 25;

/**
 * Throws `KFW_EMBEDDED_NOT_STARTED` with the end of its log, `KFW_EMBEDDED_STUCK`, or the errors of `prepareFolder`.
 */
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
      // One that exits with 0 has found another on the folder, which may be gone again by now.
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
