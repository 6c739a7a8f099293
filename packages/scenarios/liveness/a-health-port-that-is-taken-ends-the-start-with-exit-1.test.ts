import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a health port that is taken or invalid ends the start with exit 1 and says what to do', async (world) => {
  const taken = createServer().listen(0, '127.0.0.1');
  world.after(() => taken.close());
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const folder = await makeAppFolder(world);

  const late = folder.kfw(['server'], { env: { KFW_HEALTH: String(port) } });
  expect(await world.waitFor('the end of the server', late.ended)).toBe(1);
  expect(late.errorLines.items.join('\n')).toContain(
    `health cannot be served at 127.0.0.1:${port}: the port is taken. Name another HOST:PORT`,
  );

  const wrong = folder.kfw(['server', '--health', 'everywhere']);
  expect(await world.waitFor('the end of the other', wrong.ended)).toBe(1);
  expect(wrong.errorLines.items.join('\n')).toContain('--health takes HOST:PORT, such as 0.0.0.0:8080');
});
