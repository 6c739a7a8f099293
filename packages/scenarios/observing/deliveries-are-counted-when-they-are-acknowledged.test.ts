import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import { deliver, drawRoutes, Responder, Topic, text } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { valuesOf } from '../src/observing/values-of.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'deliveries are counted when they are acknowledged, and failures by what the broker said',
  async (world) => {
    const users = await world.createTopic('users', { settings: { 'max.message.bytes': '1000' } });
    const mails = await world.createTopic('mails');
    @Topic(mails, { schema: text() })
    class MailsResponder extends Responder {
      respond(mail: string): void {
        this.respondTo(mails, mail);
      }
    }
    const app = await bootApp(world, {
      // Compressed: only the broker can detect that a message is too large.
      settings: { producer: { compression: 'gzip' } },
      routes: drawRoutes(({ topic }) => {
        topic(world.name('nothing'), { consumer: IdleConsumer, responder: MailsResponder, active: false });
      }),
    });
    // Bound at boot, before anything is connected.
    expect(valuesOf(app.monitor, 'kfw_producer_messages_total')).toEqual({ [mails]: 0 });
    await app.connect();
    useResponders(world, app);
    const seconds: number[] = [];
    app.monitor.measurements.onObservation(({ name }, value) => {
      if (name === 'kfw_delivery_seconds') seconds.push(value);
    });

    const startedAt = performance.now();
    const payloads = [Buffer.from('a'), randomBytes(5_000), Buffer.from('c')];
    await expect(deliver(payloads.map((payload) => ({ topic: users, payload, key: 'one' })))).rejects.toThrow('1 of 3');
    await MailsResponder.call('hello');
    const tookSeconds = (performance.now() - startedAt) / 1_000;

    expect(valuesOf(app.monitor, 'kfw_producer_messages_total')).toEqual({ [mails]: 1, [users]: 2 });
    expect(valuesOf(app.monitor, 'kfw_producer_failures_total')).toEqual({
      [`${mails} other`]: 0,
      [`${users} other`]: 0,
      [`${users} MESSAGE_TOO_LARGE`]: 1,
    });
    // The broker refused all three, then two of them; those that it took went alone.
    expect(valuesOf(app.monitor, 'kfw_producer_batch_messages')).toEqual({ [mails]: 1, [users]: 2 });
    expect(seconds).toHaveLength(3);
    for (const value of seconds) expect(value).toBeGreaterThan(0);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(tookSeconds);
    const requests = valuesOf(app.monitor, 'kfw_request_seconds');
    const produced = Object.entries(requests).filter(([labels]) => labels.endsWith(' Produce'));
    expect(produced.reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(4);
  },
);
