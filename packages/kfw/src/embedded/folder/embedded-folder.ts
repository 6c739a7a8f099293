/**
 * Where the embedded broker of an app keeps its things: `.kfw/ENVIRONMENT` in the app's folder, so that tests and
 * development never see each other's messages. Its lock lies beside the data that it guards.
 */
import path from 'node:path';

export interface EmbeddedFolder {
  readonly root: string;
  /** Says that the folder is kfw's, so that data in it may be removed. */
  readonly markFile: string;
  /** Says which process runs on this folder, and at which addresses. */
  readonly lockFile: string;
  /** Held for the moment in which a lock that nobody holds any more is replaced. */
  readonly guardFile: string;
  /** What a broker in the background prints. */
  readonly logFile: string;
  /** The ports used last, so that clients find a broker again that was started anew. */
  readonly portsFile: string;
  readonly brokerData: string;
  /** That of the broker itself, which knows a killed one by its pid alone, and so not always. */
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
