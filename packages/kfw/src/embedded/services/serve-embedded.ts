/**
 * Runs broker and registry in this process: takes the lock of the folder, starts both, writes their addresses into
 * the lock, and stops everything in order.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { kfwError } from '../../errors.js';
import { systemCode } from '../../system-code.js';
import { removeData } from '../folder/check-folder-ownership.js';
import type { EmbeddedFolder } from '../folder/embedded-folder.js';
import { portOf, readLastPorts, writeLastPorts } from '../folder/last-ports.js';
import { unusableFor } from '../folder/make-folder.js';
import { claimFolder } from '../lock/claim-folder.js';
import { LeaseServer } from '../lock/lease-server.js';
import { changeLock, type LockContent, removeLock } from '../lock/lock-file.js';
import type { ServiceOptions, Services, StartServices } from './services.js';

export interface ServeOptions {
  /** Without it everything is in memory, and no lock makes the broker known. */
  readonly folder?: EmbeddedFolder | undefined;
  /** Default: the ports used last, or free ones. */
  readonly port?: number | undefined;
  readonly registryPort?: number | undefined;
  /** Whether to remove existing data first. */
  readonly reset?: boolean;
  /** Receives the number of removed files. */
  readonly onRemoved?: (files: number) => void;
  /** Ends by itself this long after its last client; never without it. */
  readonly endsAfterMs?: number | undefined;
  readonly onEvent?: ServiceOptions['onEvent'];
  readonly onFailure?: ServiceOptions['onFailure'];
}

export interface ServedEmbedded {
  readonly brokers: string;
  readonly registry: string;
  /** Resolves after `endsAfterMs` without a client. */
  readonly idle: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Throws `KFW_EMBEDDED_RUNNING` if a broker already runs on the folder, the errors of `prepareFolder` and `removeData`,
 * and those of broker and registry if they cannot start.
 */
export async function serveEmbedded(start: StartServices, options: ServeOptions): Promise<ServedEmbedded> {
  const { folder } = options;
  if (folder === undefined) {
    const services = await start({ port: 0, registryPort: 0, ...serviceOptions(options) });
    return { ...addresses(services), idle: new Promise(() => undefined), stop: () => services.stop() };
  }
  const id = randomUUID();
  const running = await claimFolder(folder, id).catch((thrown: unknown) => {
    throw folderError(thrown, folder);
  });
  if (running !== undefined) throw kfwError('KFW_EMBEDDED_RUNNING', { ...running, folder: folder.root });
  try {
    return await serveFolder(folder, id, start, options);
  } catch (thrown) {
    await removeLock(folder.lockFile, id);
    throw folderError(thrown, folder);
  }
}

/** An error of the file system about the folder, with what to do about it. */
function folderError(thrown: unknown, { root }: EmbeddedFolder): unknown {
  const file = (thrown as NodeJS.ErrnoException | undefined)?.path;
  return file?.startsWith(root) && !systemCode(thrown)?.startsWith('KFW_') ? unusableFor(thrown, root, file) : thrown;
}

async function serveFolder(
  folder: EmbeddedFolder,
  id: string,
  start: StartServices,
  options: ServeOptions,
): Promise<ServedEmbedded> {
  const { lockFile, brokerData, brokersOwnLock, registryData } = folder;
  if (options.reset) {
    const files = await removeData(folder);
    options.onRemoved?.(files);
  }
  // The holder of the folder's lock knows that no broker runs on it.
  await rm(brokersOwnLock, { force: true });
  const services = await start({
    ...(await readLastPorts(folder)),
    brokerData,
    registryData,
    ...serviceOptions(options),
  });
  const { brokers, registry } = services;
  await writeLastPorts(folder, { port: portOf(brokers), registryPort: portOf(registry) });
  const leases = await LeaseServer.listen(id, options.endsAfterMs, services.connections);
  const held: LockContent = { id, pid: process.pid, state: 'running', brokers, registry, leasePort: leases.port };
  await changeLock(lockFile, held);

  return {
    brokers,
    registry,
    idle: leases.idle,
    async stop() {
      leases.refuse();
      // The folder may have been removed: then there is no lock to change or remove.
      await changeLock(lockFile, { ...held, state: 'ending' }).catch(whenMissing);
      await leases.close();
      await services.stop();
      await removeLock(lockFile, id);
    },
  };
}

function serviceOptions({ port, registryPort, onEvent, onFailure }: ServeOptions): Partial<ServiceOptions> {
  return {
    ...(port !== undefined && { port }),
    ...(registryPort !== undefined && { registryPort }),
    ...(onEvent && { onEvent }),
    ...(onFailure && { onFailure }),
  };
}

function addresses({ brokers, registry }: Services): Pick<ServedEmbedded, 'brokers' | 'registry'> {
  return { brokers, registry };
}

function whenMissing(thrown: unknown): void {
  if (systemCode(thrown) !== 'ENOENT') throw thrown;
}
