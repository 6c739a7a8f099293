/**
 * Free ports that a cluster keeps across restarts of its nodes. They lie below the range from which operating systems
 * take the ports of outgoing connections: a stopped node's port must not go to a client meanwhile.
 */
import { createServer, type Server } from 'node:net';
import { scenarioError } from '../errors/errors.js';

const from = 20_000;
const to = 32_000;
const tries = 500;

/** `count` ports of 127.0.0.1 that nothing listens on. All are held until the last is found, so they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { port: number; server: Server }[] = [];
  try {
    for (let tried = 0; held.length < count; tried += 1) {
      if (tried === tries) throw scenarioError('KFW_NO_FREE_PORT', { from, to });
      const port = from + Math.floor(Math.random() * (to - from));
      const server = await listen(port);
      if (server !== undefined) held.push({ port, server });
    }
    return held.map(({ port }) => port);
  } finally {
    await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  }
}

/** A port that was asked for. Throws `KFW_PORT_TAKEN`. */
export async function claimPort(port: number): Promise<number> {
  const server = await listen(port);
  if (server === undefined) throw scenarioError('KFW_PORT_TAKEN', { port });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
