import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

/** Long against what the other partition has to do meanwhile. */
const pauseMs = 2_000;
/** A timer may fire a little before its time. */
const timerSlackMs = 20;

scenario(
  [20],
  'an error redelivers from the first message not marked as consumed, on the same partition, after a pause',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: 2 });
    const steps = world.inbox<{ step: string; at: number }>('steps');
    const note = (step: string) => steps.push({ step, at: performance.now() });

    @Payload(text())
    class Worker extends Consumer {
      async consume(batch: Batch<string>): Promise<void> {
        const payloads = batch.messages.map(({ payload }) => payload);
        note(`${this.partition}: ${payloads.join(' ')}`);
        if (this.partition !== 0 || batch.messages[0]?.attempt !== 1) return;
        const [first, second, , fourth] = batch.messages;
        for (const done of [first, second, fourth]) if (done !== undefined) this.markAsConsumed(done);
        throw new Error('the third is too much');
      }
    }
    const { app, monitor } = await startApp(world, {
      listen: (events) => events.subscribe('consumer.failed', ({ offset }) => note(`failed at ${offset}`)),
      routes: drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker, pauseMs, maxPauseMs: 10 * pauseMs })),
    });
    const failed = world.event(monitor, 'consumer.failed');
    const failedAt = steps.first('a failure', ({ step }) => step.startsWith('failed'));

    await deliverTexts(app, topic, ['a', 'b', 'c', 'd', 'e'], { partition: 0 });
    const { error, ...failure } = await failed;
    expect(failure).toMatchObject({ topic, partition: 0, consumer: 'Worker', firstOffset: 0, lastOffset: 4 });
    expect(failure.attempt).toBe(1);
    // The pause is shortened at random by up to a fifth.
    expect(failure.retryInMs).toBeGreaterThanOrEqual(0.8 * pauseMs);
    expect(failure.retryInMs).toBeLessThanOrEqual(pauseMs);
    expect(error.message).toBe('the third is too much');
    await deliverTexts(app, topic, ['x', 'y'], { partition: 1 });
    await steps.first('the other partition', ({ step }) => step === '1: x y');
    await deliverTexts(app, topic, ['f'], { partition: 0 });

    const again = await steps.first('the redelivery', ({ step }) => step.startsWith('0: c'));
    expect(again.at - (await failedAt).at).toBeGreaterThanOrEqual((failure.retryInMs ?? Number.NaN) - timerSlackMs);
    expect(steps.items.map(({ step }) => step)).toEqual(['0: a b c d e', 'failed at 2', '1: x y', '0: c e f']);
  },
);
