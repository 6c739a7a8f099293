import { expect } from '@jest/globals';
import { loggedBy, runStandaloneScript } from '../src/processes/standalone-script.js';
import { registerSchema } from '../src/registry/registry-calls.js';
import { scenario } from '../src/scenario/scenario.js';

const schema = { type: 'record', name: 'UserEvent', fields: [{ name: 'id', type: 'int' }] };

scenario(
  [],
  'a message without a schema causes a warning, once per topic, where the registry has a schema of the topic',
  async (world) => {
    const [users, orders, notes] = await Promise.all(
      ['users', 'orders', 'notes'].map((topic) => world.createTopic(topic)),
    );
    for (const topic of [users, orders]) await registerSchema(world, `${topic}-value`, schema);
    const code = `
    import { avro, deliver, deliverAsync } from 'kfw';
    const UserEvent = avro(${JSON.stringify(schema)});
    await deliver('${orders}', { id: 1 }, { schema: UserEvent });
    await deliver('${orders}', Buffer.from([0, 0, 0, 0, 1, 2]));
    await deliver('${orders}', null, { key: '1' });
    for (const id of [1, 2, 3]) await deliver('${users}', { id });
    await deliverAsync('${users}', 'text');
    await deliver([{ topic: '${notes}', payload: { id: 1 } }]);
  `;

    const running = await runStandaloneScript(world, code);

    expect(await world.waitFor('the end of the script', running.ended)).toBe(0);
    expect(loggedBy(running, 'delivery.undeclared')).toEqual([
      expect.objectContaining({
        level: 'warn',
        topic: users,
        subject: `${users}-value`,
        format: 'json',
        msg: expect.stringContaining('await loadApp()'),
      }),
    ]);
    expect(running.errorLines.items).toHaveLength(1);
  },
);
