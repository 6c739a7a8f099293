/** An address that accepts connections and sends nothing, to count connections. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import type { Inbox, World } from '@kfw/test-cluster';

export interface ConnectionCounter {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  readonly connections: Inbox<Socket>;
}

export async function countConnections(world: World, what: string): Promise<ConnectionCounter> {
  const connections = world.inbox<Socket>(`connections to the ${what}`);
  const server = createServer(connections.push);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.after(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of connections.items) socket.destroy();
    await closed;
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, connections };
}
