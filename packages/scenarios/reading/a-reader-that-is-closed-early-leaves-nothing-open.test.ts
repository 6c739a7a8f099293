/** A reader that stops early waits for no response of a broker and closes nothing by hand: leaving the loop is enough. */
import { expect } from '@jest/globals';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** Connections that this process has open. */
const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

scenario([], 'a reader that is closed early leaves nothing open', async (world) => {
  const topic = await world.createTopic('users');
  const app = await idleApp(world);
  await deliverTexts(app, topic, ['a', 'b', 'c']);
  // Everything of the app is closed, so that handles opened from here on are the reader's.
  await app.close();
  const closed = () =>
    world.until('all connections to be closed', async () => (sockets() === before ? true : undefined));
  const before = sockets();

  for await (const { offset } of app.readTopic(topic, { follow: true })) {
    expect(sockets()).toBeGreaterThan(before);
    if (offset === 1) break;
  }
  await closed();

  const failing = async () => {
    for await (const { offset } of app.readTopic(topic)) throw new Error(`not ${offset}`);
  };
  await expect(failing()).rejects.toThrow('not 0');
  await closed();

  const reading = app.readTopic(topic, { from: 'latest', follow: true });
  const next = reading.next();
  await world.until('the reading to connect', async () => (sockets() > before ? true : undefined));
  await reading.return();
  expect(await next).toEqual({ done: true, value: undefined });
  await closed();

  expect(await app.readTopic(topic).toArray()).toHaveLength(3);
  await closed();
});
