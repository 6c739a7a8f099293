import { expect } from '@jest/globals';
import { startTaskServer } from '../src/processes/task-server.js';
import { scenario } from '../src/scenario/scenario.js';

interface Lane {
  readonly partition: number;
  readonly state: string;
  readonly backlogMessages: number;
  readonly backlogBytes: number;
}

scenario(
  [54],
  'SIGTTIN prints what every lane is doing',
  async (world) => {
    const tasks = await startTaskServer(world, 3);
    const { server } = tasks;
    await tasks.give(0, 'wait', 'later', 'last');
    await tasks.give(1, 'done', 'fail');
    await tasks.began('wait');
    await server.logged('consumer.failed');

    const asked = async (): Promise<Lane[] | undefined> => {
      server.signal('SIGTTIN');
      const lanes = server.log.items.findLast(({ event }) => event === 'app.inspected')?.lanes as Lane[] | undefined;
      return lanes?.[0]?.backlogMessages === 3 ? lanes : undefined;
    };
    const lanes = await world.until('all three messages in the first lane', asked);
    const number = expect.any(Number) as unknown;
    const position = { group: tasks.group, topic: tasks.topic, consumer: 'TaskConsumer' };
    const byPartition = lanes.toSorted((a, b) => a.partition - b.partition);
    expect(byPartition.map(({ backlogBytes, ...lane }) => lane)).toEqual([
      {
        ...position,
        partition: 0,
        state: 'running',
        runningMs: number,
        backlogMessages: 3,
        lag: 3,
        lagSeconds: number,
      },
      {
        ...position,
        partition: 1,
        state: 'backing off',
        retryInMs: number,
        backlogMessages: 1,
        lag: 1,
        lagSeconds: number,
      },
      // Its lag is unknown until the first fetch.
      expect.objectContaining({ ...position, partition: 2, state: 'idle', backlogMessages: 0 }),
    ]);
    // Keys and values of waiting messages, and their objects: the same for each message.
    const [three = 0, one = 0, none] = byPartition.map(({ backlogBytes }) => backlogBytes);
    expect(three).toBeGreaterThan(26);
    expect([one > 8, one < three, none]).toEqual([true, true, 0]);
    await server.logged('app.inspected', ({ msg, message }) => /running/.test(String(msg ?? message)));

    server.signal('SIGTERM');
    server.send('go on');
    expect(await server.ended).toBe(0);
  },
  { timeoutMs: 120_000 },
);
