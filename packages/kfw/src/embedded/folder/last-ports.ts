/**
 * The ports that an embedded broker used last, as long as they are free, so that a running client finds a restarted
 * broker again.
 */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { EmbeddedFolder } from './embedded-folder.js';

export interface Ports {
  readonly port: number;
  readonly registryPort: number;
}

/** 0 for each that must be replaced by a free one. */
export async function readLastPorts({ portsFile }: EmbeddedFolder): Promise<Ports> {
  const text = await readFile(portsFile, 'utf8').catch(() => undefined);
  if (text === undefined) return { port: 0, registryPort: 0 };
  const { port, registryPort } = parsePorts(text);
  return { port: await portIfFree(port), registryPort: await portIfFree(registryPort) };
}

export async function writeLastPorts({ portsFile }: EmbeddedFolder, ports: Ports): Promise<void> {
  await writeFile(portsFile, JSON.stringify(ports), { mode: 0o600 });
}

/** The port at the end of `127.0.0.1:9092` or of a URL. */
export function portOf(address: string): number {
  return Number(/:(\d+)(?:\/.*)?$/.exec(address)?.[1] ?? 0);
}

async function portIfFree(port: number): Promise<number> {
  if (port === 0) return 0;
  const server = createServer();
  server.listen({ host: '127.0.0.1', port });
  try {
    await once(server, 'listening');
  } catch {
    // Taken, or not allowed: then any free one is used.
    return 0;
  }
  server.close();
  await once(server, 'close');
  return port;
}

/** 0 for each that is not a port. Checked by hand: a start of the command must not load zod for two numbers. */
function parsePorts(text: string): Ports {
  const { port, registryPort } = (parseJson(text) ?? {}) as Readonly<Record<string, unknown>>;
  return { port: isPort(port) ? port : 0, registryPort: isPort(registryPort) ? registryPort : 0 };
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A truncated file has no ports.
    return undefined;
  }
}
