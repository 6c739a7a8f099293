/** What the handler accepts now is handled; what it still refuses stays a dead letter, and is reported with its error. */
import { expect } from '@jest/globals';
import { idleApp } from '../src/apps/idle-app.js';
import { makeOrdersApp } from '../src/operating/orders-app.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { scenario } from '../src/scenario/scenario.js';

const totals = [3, -1, 5, 7, -2, 9];

scenario(
  [91],
  'dead letters replay to the consumer of their route in this process',
  async (world) => {
    const orders = await makeOrdersApp(world);
    const { topic, deadLetters, group } = orders;
    const app = await idleApp(world);
    await writeLetters(app, deadLetters, [
      ...totals.map((total, id) => ({
        key: `customer ${id % 2}`,
        value: JSON.stringify({ id, total }),
        source: { topic, partition: id % 2, offset: id },
        group,
      })),
      { key: null, value: '{}', source: { topic, partition: 0, offset: 9 }, group: 'another_group' },
    ]);
    const replay = async (...args: string[]) => {
      const program = orders.kfw(['dlq', 'replay', deadLetters, '--to-consumer', '--json', ...args]);
      const code = await world.waitFor('the replay', program.ended, 60_000);
      return { code, json: program.log.items, errors: program.errorLines.items.join('\n') };
    };

    const planned = await replay();
    expect(planned.json).toEqual([
      {
        action: 'replay',
        sourceTopic: topic,
        target: `OrdersConsumer (${group})`,
        messages: totals.length,
        otherGroups: [],
      },
    ]);
    expect(await orders.handled()).toEqual([]);

    const { code, json, errors } = await replay('--execute');
    expect({ code, json }).toEqual({ code: 1, json: [{ replayed: 4, parked: 0, skipped: 1 }] });
    // It was retried as its route says.
    expect(errors).toContain('order 1 of less than nothing, attempt 2');
    expect(errors).toContain('order 4 of less than nothing, attempt 2');
    expect(errors).toContain(`no route of this app consumes ${topic} in the group another_group`);
    expect(errors).toContain('KFW_REPLAY_INCOMPLETE');
    const handled = (await orders.handled()) as { id: number; key: string; replays: string }[];
    expect(handled.toSorted((one, other) => one.id - other.id)).toMatchObject([
      { id: 0, key: 'customer 0' },
      { id: 2, key: 'customer 0' },
      { id: 3, key: 'customer 1' },
      { id: 5, key: 'customer 1' },
    ]);
    expect(handled.filter(({ key }) => key === 'customer 0').map(({ id }) => id)).toEqual([0, 2]);

    // The two that failed are left, and nothing was sent anywhere.
    const again = await replay();
    expect(again.json).toMatchObject([{ messages: 2 }]);
    expect(await app.readTopic(topic).toArray()).toEqual([]);
    expect(await app.readTopic(deadLetters).toArray()).toHaveLength(totals.length + 1);
  },
  { timeoutMs: 180_000 },
);
