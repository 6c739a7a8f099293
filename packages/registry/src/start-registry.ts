/** Starts a registry in this process. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { registryServer } from './http/http-server.js';
import { defaultLimits, type RegistryOptions } from './registry-options.js';
import { startError } from './start-error.js';
import { Store } from './store/store.js';

export interface Registry {
  readonly host: string;
  readonly port: number;
  /** `host:port`. */
  readonly address: string;
  /** For clients: `http://host:port`. */
  readonly url: string;
  /** Closes all connections and the log. Leaves no handle open; stopping twice is the same as once. */
  stop(): Promise<void>;
}

/** @throws RegistryStartError when the port or the log of `data` cannot be used. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { host = '127.0.0.1', port = 0, data, compatibility = 'BACKWARD' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const store = new Store({ data, compatibility, limits });
  const names = [host, ...(options.hosts ?? [])].map((name) => name.toLowerCase());
  const server = registryServer(store, limits, names);
  try {
    await listen(server, host, port);
  } catch (thrown) {
    store.close();
    throw thrown;
  }
  const bound = (server.address() as AddressInfo).port;
  const address = `${host.includes(':') ? `[${host}]` : host}:${bound}`;
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    store.close();
  };
  return {
    host,
    port: bound,
    address,
    url: `http://${address}`,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (thrown) {
    const address = `${host}:${port}`;
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw startError('KFW_REGISTRY_PORT_TAKEN', { address }, { cause: thrown });
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw startError('KFW_REGISTRY_ADDRESS_UNUSABLE', { address, reason }, { cause: thrown });
  }
}
