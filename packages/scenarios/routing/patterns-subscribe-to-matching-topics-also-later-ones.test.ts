import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [84],
  'topic patterns (regular expressions) subscribe to matching topics, also those created later',
  async (world) => {
    const early = await world.createTopic('orders.early');
    const audit = await world.createTopic('orders.audit');
    const named = await world.createTopic('orders.named');
    const internal = await world.createTopic('__orders.internal');
    const seen = world.inbox<string>('messages');
    const own = world.name('');

    @Payload(text())
    class ByPattern extends Consumer {
      process({ topic, payload }: Message<string>): void {
        seen.push(`pattern ${topic === this.topic ? topic : 'of another topic'}: ${payload}`);
      }
    }
    @Payload(text())
    class ByName extends Consumer {
      process({ topic, payload }: Message<string>): void {
        seen.push(`name ${topic}: ${payload}`);
      }
    }
    const { app } = await startApp(world, {
      routes: drawRoutes(({ consumerGroup }) => {
        consumerGroup('patterns', (group) => {
          group.topic(new RegExp(`orders\\.[a-z]+${own}$`), { consumer: ByPattern });
          group.topic(named, { consumer: ByName });
          group.topic(audit, { consumer: ByName, active: false });
        });
        consumerGroup('only-later', (group) =>
          group.topic(new RegExp(`^invoices\\..*${own}$`), { consumer: ByPattern }),
        );
        consumerGroup('others', (group) => group.topic(named, { consumer: ByName }));
      }),
      settings: { consumer: { metadataMaxAgeMs: 300 } },
    });
    // A topic that the pattern must not match gets its message before anything else is sent.
    await deliverTexts(app, audit, ['not this']);
    await deliverTexts(app, internal, ['nor this']);
    await deliverTexts(app, early, ['first']);
    await deliverTexts(app, named, ['second']);
    await seen.atLeast(3);
    expect([...seen.items].sort()).toEqual([
      `name ${named}: second`,
      `name ${named}: second`,
      `pattern ${early}: first`,
    ]);

    const rejoins = world.events(app.monitor, 'group.joined');
    const late = await world.createTopic('orders.late', { partitions: 2 });
    const invoices = await world.createTopic('invoices.late');
    await deliverTexts(app, late, ['third'], { partition: 1 });
    await deliverTexts(app, invoices, ['fourth']);
    await seen.atLeast(5);
    expect(seen.items.slice(3).sort()).toEqual([`pattern ${invoices}: fourth`, `pattern ${late}: third`]);

    // The groups that gained topics rejoined, once; the others continued without one.
    expect(rejoins.items.map(({ group }) => group).sort()).toEqual([
      `${app.config.clientId}_only-later`,
      `${app.config.clientId}_patterns`,
    ]);
    await deliverTexts(app, early, ['fifth']);
    await seen.atLeast(6);
    expect(seen.items.slice(5)).toEqual([`pattern ${early}: fifth`]);
  },
);
