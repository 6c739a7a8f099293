/** The console has what `kfw lag`, `groups`, `topics` and `dlq` show as functions that return data. */
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'the console shows lag, groups, topics and dead letters', async (world) => {
  const orders = await world.createTopic('orders', { partitions: 2 });
  const letters = await world.createTopic('orders.dead-letters');
  const app = await makeAppFolder(world, {
    files: {
      'config/routes.ts': `
import { Consumer, drawRoutes, json } from 'kfw';

class OrdersConsumer extends Consumer {
  process(): void {}
}

export default drawRoutes(({ topic }) => {
  topic('${orders}', { consumer: OrdersConsumer, schema: json(), deadLetter: '${letters}' });
});
`,
    },
  });
  const group = `${app.name}_app`;
  const evaluate = async (code: string): Promise<unknown> => {
    const program = app.kfw(['console', '-e', code]);
    expect([await world.waitFor('the console to end', program.ended), program.errorLines.items]).toEqual([0, []]);
    return JSON.parse(program.lines.items.join('\n'));
  };

  await evaluate(`
    await deliver([0, 1].flatMap((partition) => ({ topic: '${orders}', payload: { id: partition }, partition })));
    await deliver('${letters}', { id: 7 }, { schema: json(), key: 'seven' });
    await admin.setGroupOffsets('app', [{ topic: '${orders}', partition: 0, offset: 1 }]);
  `);

  const place = { group, topic: orders };
  expect(await evaluate("await lag('app')")).toEqual([
    { ...place, partition: 0, committed: 1, end: 1, lag: 0, lagSeconds: 0 },
    { ...place, partition: 1, committed: null, end: 1, lag: null, lagSeconds: null },
  ]);
  expect(await evaluate('(await groups()).map(({ group }) => group)')).toEqual(expect.arrayContaining([group]));
  expect(await evaluate(`(await topics()).find(({ topic }) => topic === '${orders}')`)).toMatchObject({
    partitions: 2,
  });
  expect(await evaluate(`await dlq('${letters}')`)).toEqual([
    expect.objectContaining({ topic: letters, key: 'seven', payload: { id: 7 }, source: null }),
  ]);
});
