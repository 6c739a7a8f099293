import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { closedAddress } from '../src/network/closed-address.js';
import { scenario } from '../src/scenario/scenario.js';

/** Sends an event with the scaffold's responder; its topic is that of every scaffold. */
const send = "await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })";

scenario(
  [],
  'no warning of kafkajs or Node reaches the user, also while brokers are tried again; kafkajs’s errors are events',
  async (world) => {
    const app = await makeAppFolder(world);
    const wrong = await closedAddress();
    const env = { KFW_BROKERS: `${wrong},${world.cluster.brokers}` };

    const server = app.kfw(['server', '--json'], { env: { ...env, KFW_LOG_LEVEL: 'debug' } });
    await server.logged('app.running');
    const console = app.kfw(['console', '-e', send], { env });
    expect(await console.ended).toBe(0);
    expect(console.lines.items).toHaveLength(1);
    expect(console.errorLines.items).toEqual([]);

    await server.logged('consumer.consumed');
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.errorLines.items).toEqual([]);
    // Its message is a line of the log, and nothing else.
    expect(server.log.items).toHaveLength(server.lines.items.length);
    expect(await server.logged('transport.failed')).toMatchObject({
      msg: `Connection error: connect ECONNREFUSED ${wrong}`,
      detail: { from: 'Connection', broker: wrong },
    });
  },
);
