/** `[::1]:9092` alone, behind a broker that is down, and in KAFKA_URL. A forwarder on ::1 stands for a broker there. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect } from '@jest/globals';
import type { World } from '@kfw/test-cluster';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { closedAddress } from '../src/network/closed-address.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([208], 'an IPv6 address works wherever brokers are listed', async (world) => {
  const address = await forwarderOn('::1', world);
  const down = await closedAddress();
  const seen = world.inbox<string>('values');

  @Payload(text())
  class Seer extends Consumer {
    process(message: Message<string>): void {
      seen.push(message.payload);
    }
  }
  const given = [
    { KFW_BROKERS: address },
    { KFW_BROKERS: `${down},${address}` },
    { KFW_BROKERS: '', KAFKA_URL: `kafka://${down},${address}` },
  ];
  for (const [at, env] of given.entries()) {
    const users = await world.createTopic(`users-${at}`);
    const routes = drawRoutes(({ topic }) => topic(users, { consumer: Seer }));
    const { app, stop } = await startApp(world, { clientId: world.name(`shop-${at}`), routes, env });
    await deliverTexts(app, users, [`by ${at}`]);
    await seen.atLeast(at + 1);
    await stop();
  }
  expect(seen.items).toEqual(['by 0', 'by 1', 'by 2']);
});

/** `[::1]:port`, a proxy to the cluster. */
async function forwarderOn(host: string, world: World): Promise<string> {
  const [target = '', targetPort] = (world.cluster.brokers.split(',')[0] ?? '').split(':');
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(targetPort), target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, host);
  await once(server, 'listening');
  world.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `[${host}]:${(server.address() as AddressInfo).port}`;
}
