import { expect } from '@jest/globals';
import { type Batch, type ConsumeMiddleware, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [17],
  "wrapping middleware sees every consume call, can measure it, and an error in it is treated as the handler's",
  async (world) => {
    const topic = await world.createTopic('users');
    const steps = world.inbox<string>('steps');
    const measured = world.inbox<{ call: string; durationMs: number }>('measurements');
    const failingOnce = new Set(['before b', 'after c', 'handler d']);
    const fail = (where: string) => {
      if (failingOnce.delete(where)) throw new Error(where);
    };

    @Payload(text())
    class Seer extends Consumer {
      async consume({ messages }: Batch<string>): Promise<void> {
        const [message] = messages;
        steps.push(`handler ${message?.payload}, attempt ${message?.attempt}`);
        fail(`handler ${message?.payload}`);
      }
    }
    const measuring: ConsumeMiddleware = async ({ consumer, batch }, next) => {
      const startedAt = performance.now();
      try {
        await next();
      } finally {
        const call = `${consumer.constructor.name} ${batch.topic} ${batch.partition} ${batch.firstOffset}`;
        measured.push({ call, durationMs: performance.now() - startedAt });
      }
    };
    const inner: ConsumeMiddleware = async ({ batch }, next) => {
      const [message] = batch.messages;
      steps.push(`before ${message?.payload}`);
      fail(`before ${message?.payload}`);
      await next();
      steps.push(`after ${message?.payload}`);
      fail(`after ${message?.payload}`);
    };
    const failures: string[] = [];
    const { app } = await startApp(world, {
      middleware: [measuring],
      listen: (monitor) => monitor.subscribe('consumer.failed', ({ error }) => failures.push(error.message)),
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Seer, middleware: [inner], maxMessages: 1, pauseMs: 1 });
      }),
    });
    await deliverTexts(app, topic, ['a', 'b', 'c', 'd'], { key: 'one' });

    const calls = await measured.atLeast(7);
    expect(calls.map(({ call }) => call)).toEqual([0, 1, 1, 2, 2, 3, 3].map((offset) => `Seer ${topic} 0 ${offset}`));
    for (const { durationMs } of calls) expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(steps.items).toEqual([
      ...['before a', 'handler a, attempt 1', 'after a'],
      'before b',
      ...['before b', 'handler b, attempt 2', 'after b'],
      ...['before c', 'handler c, attempt 1', 'after c'],
      ...['before c', 'handler c, attempt 2', 'after c'],
      ...['before d', 'handler d, attempt 1'],
      ...['before d', 'handler d, attempt 2', 'after d'],
    ]);
    expect(failures).toEqual(['before b', 'after c', 'handler d']);
  },
);
