/**
 * The bytes that this process has received, over all connections opened from now on: the amount that a client fetched.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { World } from '@kfw/test-cluster';

export interface ReceivedBytes {
  /** So far. */
  total(): number;
}

export function countReceivedBytes(world: World): ReceivedBytes {
  const sockets = new Set<Socket>();
  const opened = (message: unknown) => void sockets.add((message as { socket: Socket }).socket);
  subscribe('net.client.socket', opened);
  world.after(() => unsubscribe('net.client.socket', opened));
  return { total: () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0) };
}
