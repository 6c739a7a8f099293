import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { closedAddress } from '../src/network/closed-address.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'a registry that is down is named with its setting, asked again with growing pauses, and ends in exit code 1',
  async (world) => {
    const address = await closedAddress();
    const registry = `http://${address}`;
    const app = await makeAppFolder(world, { registry });
    const setting = 'registry.url in config/kafka.yml (development)';
    const message =
      `the schema registry at ${registry} cannot be asked (connect ECONNREFUSED ${address}). ` +
      `Is it running, and is the address right? It comes from ${setting}.`;

    const server = app.kfw(['server', '--json', '--startup-timeout', '3000']);
    expect(await server.ended).toBe(1);
    const error = { event: 'error', code: 'KFW_REGISTRY_UNREACHABLE', message: `${message} Gave up after 3000 ms.` };
    expect(server.errorLines.items).toEqual([JSON.stringify(error)]);
    const retries = server.log.items.filter(({ event }) => event === 'connection.retrying');
    expect(retries[0]).toMatchObject({
      target: 'registry',
      addresses: [registry],
      setting,
      attempt: 1,
      retryInMs: 250,
      msg: `${message} Trying again in 250 ms.`,
    });
    expect(Number(retries[1]?.retryInMs)).toBeGreaterThan(250);

    const console = app.kfw(['console', '-e', '1', '--startup-timeout', '2000']);
    expect(await console.ended).toBe(1);
    expect(console.lines.items).toEqual([]);
    expect(console.errorLines.items[0]).toBe(`kfw: ${message} Trying again in 250 ms.`);
    expect(console.errorLines.items.at(-1)).toBe(`kfw: ${message} Gave up after 2000 ms.`);
  },
);
