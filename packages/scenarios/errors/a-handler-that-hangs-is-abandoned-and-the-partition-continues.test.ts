import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { readWithKcat } from '../src/messages/read-with-kcat.js';
import { scenario } from '../src/scenario/scenario.js';

const handlerTimeoutMs = 500;

scenario(
  [],
  'a handler that hangs past handlerTimeoutMs is abandoned: its message is retried and dead-lettered, the partition continues, and its late return is reported',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = await world.createTopic('dead-letters');
    const seen = world.inbox<string>('messages');
    const aborted: unknown[] = [];
    const hanging: PromiseWithResolvers<void>[] = [];

    @Payload(text())
    class Worker extends Consumer {
      async process({ payload, attempt }: Message<string>): Promise<void> {
        seen.push(`${payload} ${attempt}`);
        if (payload !== 'hangs' && !(payload === 'hangs once' && attempt === 1)) return;
        const gate = Promise.withResolvers<void>();
        hanging.push(gate);
        const { signal } = this;
        signal.addEventListener('abort', () => aborted.push(signal.reason));
        await gate.promise;
      }
    }
    const { app, monitor } = await startApp(world, {
      routes: drawRoutes(({ topic: draw }) => {
        draw(topic, { consumer: Worker, handlerTimeoutMs, deadLetter: deadLetters, maxRetries: 1, pauseMs: 1 });
      }),
    });
    const failed = world.events(monitor, 'consumer.failed');
    const late = world.events(monitor, 'consumer.returnedLate');
    await deliverTexts(app, topic, ['a', 'hangs once', 'b', 'hangs', 'c'], { key: 'one' });
    await seen.first('the last', (each) => each === 'c 1');

    expect(seen.items).toEqual(['a 1', 'hangs once 1', 'hangs once 2', 'b 1', 'hangs 1', 'hangs 2', 'c 1']);
    const outcomes = failed.items.map(({ offset, outcome }) => `${offset} ${outcome}`);
    expect(outcomes).toEqual(['1 retry', '3 retry', '3 deadLetter']);
    for (const { error } of failed.items) expect(error).toMatchObject({ code: 'KFW_HANDLER_TIMEOUT' });
    expect(aborted).toEqual(failed.items.map(({ error }) => error));
    expect(await readWithKcat(world, deadLetters)).toMatchObject([
      { value: 'hangs', headers: { 'kfw-attempts': '2', 'kfw-error-class': 'KFW_HANDLER_TIMEOUT' } },
    ]);
    expect(late.items).toEqual([]);
    hanging[0]?.resolve();
    await late.atLeast(1);
    hanging[1]?.reject(new Error('much too late'));
    await late.atLeast(2);
    const position = { group: `${app.config.clientId}_app`, topic, partition: 0, consumer: 'Worker' };
    expect(late.items).toMatchObject([
      { ...position, error: undefined },
      { ...position, error: { message: 'much too late' } },
    ]);
    hanging[2]?.resolve();
    await late.atLeast(3);
    await world.until('the offset', async () => {
      const [committed] = await app.admin.groupOffsets(position.group, [topic]);
      return committed?.offset === 5 ? true : undefined;
    });
    // A late result changes nothing.
    expect(seen.items).toHaveLength(7);
    expect(failed.items).toHaveLength(3);
  },
);
