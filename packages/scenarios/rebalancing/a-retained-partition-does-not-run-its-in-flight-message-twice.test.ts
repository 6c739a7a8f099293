import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

const partitions = [0, 1, 2, 3];

scenario(
  [46],
  'a member that joins gets its share; work that outlasts the deadline is abandoned on lost partitions, kept on retained ones',
  async (world) => {
    const topic = await world.createTopic('users', { partitions: partitions.length });
    const clientId = world.name('shop');
    const settings = { consumer: { rebalanceTimeoutMs: 2_000, heartbeatIntervalMs: 200 } };
    const begun = world.inbox<{ member: string; partition: number; payload: string }>('messages begun');
    const ended = world.inbox<{ partition: number; revoked: boolean; aborted: boolean }>('messages that waited');
    const gate = Promise.withResolvers<void>();
    const routesOf = (member: string) => {
      @Payload(text())
      class Worker extends Consumer {
        async process({ payload, partition }: Message<string>): Promise<void> {
          begun.push({ member, partition, payload });
          if (member !== 'a' || payload !== 'first') return;
          await gate.promise;
          ended.push({ partition, revoked: this.revoked, aborted: this.signal.aborted });
        }
      }
      return drawRoutes(({ topic: draw }) => draw(topic, { consumer: Worker }));
    };

    const observer = await bootApp(world, { clientId, routes: routesOf('nobody') });
    await observer.connect();
    const a = await startApp(world, { clientId, settings, routes: routesOf('a') });
    for (const partition of partitions) await deliverTexts(observer, topic, ['first', 'second'], { partition });
    await begun.atLeast(partitions.length);
    const revoked = world.event(a.monitor, 'partitions.revoked');
    const b = await startApp(world, { clientId, settings, routes: routesOf('b') });
    const lost = (await revoked).partitions.map(({ partition }) => partition);
    expect(lost).toHaveLength(2);

    gate.resolve();
    for (const partition of partitions) await deliverTexts(observer, topic, ['third'], { partition });
    const all = await begun.until('all at the end', (items) => count(items, 'third') === partitions.length);
    for (const partition of partitions) {
      const runs = all.filter((each) => each.partition === partition).map((each) => `${each.member} ${each.payload}`);
      expect(runs).toEqual(
        lost.includes(partition) ? ['a first', 'b first', 'b second', 'b third'] : ['a first', 'a second', 'a third'],
      );
    }
    const endings = await ended.atLeast(partitions.length);
    for (const { partition, revoked: isRevoked, aborted } of endings) {
      expect([isRevoked, aborted]).toEqual([lost.includes(partition), lost.includes(partition)]);
    }

    await a.stop();
    await b.stop();
    const committed = await observer.admin.groupOffsets(`${clientId}_app`, [topic]);
    expect(committed).toEqual(partitions.map((partition) => ({ topic, partition, offset: 3 })));
  },
);

function count(items: readonly { payload: string }[], payload: string): number {
  return items.filter((each) => each.payload === payload).length;
}
