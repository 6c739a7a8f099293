/**
 * The files of an app's embedded broker: in `.kfw/ENVIRONMENT` in the app's folder, so that tests and development
 * never see each other's messages. The lock is next to the data that it guards.
 */
import path from 'node:path';

export interface EmbeddedFolder {
  readonly root: string;
  /** Marks the folder as kfw's, so that data in it may be removed. */
  readonly markFile: string;
  /** The process that runs on this folder, and its addresses. */
  readonly lockFile: string;
  /** Held while a stale lock is replaced. */
  readonly guardFile: string;
  /** The output of a broker in the background. */
  readonly logFile: string;
  /** The ports used last, so that clients find a restarted broker again. */
  readonly portsFile: string;
  readonly brokerData: string;
  /** The broker package's own lock, which recognizes a killed broker by its pid only, and so not always. */
  readonly brokersOwnLock: string;
  readonly registryData: string;
}

export function embeddedFolder(root: string): EmbeddedFolder {
  const at = (name: string): string => path.join(root, name);
  return {
    root,
    markFile: at('kfw-data.txt'),
    lockFile: at('broker.lock'),
    guardFile: at('broker.lock.guard'),
    logFile: at('broker.log'),
    portsFile: at('ports.json'),
    brokerData: at('broker'),
    brokersOwnLock: at('broker/broker.lock'),
    registryData: at('registry'),
  };
}

/** The folder of an app in an environment. */
export function embeddedFolderOf(appRoot: string, environment: string): EmbeddedFolder {
  return embeddedFolder(path.join(appRoot, '.kfw', environment.replace(/[^\w-]/g, '_')));
}
