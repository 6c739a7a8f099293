/**
 * The log can lose the records that a group would read next: retention or an admin deletes records, or an unclean election takes
 * some back. The group continues at the nearest record, and reports it; to the consumer it is a new assignment.
 */
import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, OnAssigned, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { bootApp, startApp } from '../src/apps/start-app.js';
import { deleteRecords } from '../src/clusters/delete-records.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'an offset that the log does not hold is reported and skipped', async (world) => {
  const topic = await world.createTopic('users');
  const clientId = world.name('shop');
  const seen = world.inbox<string>('messages');
  const assigned = world.inbox<number>('assignments');

  @Payload(text())
  class Seer extends Consumer {
    process({ payload, offset }: Message<string>): void {
      seen.push(`${offset} ${payload}`);
    }
    @OnAssigned()
    begin(): void {
      assigned.push(this.partition);
    }
  }
  const routes = drawRoutes(({ consumerGroup }) => {
    // `latest` is where a group without offsets begins. Records that were deleted below a group's offset are another case.
    consumerGroup('readers', (group) => group.topic(topic, { consumer: Seer, startFrom: 'latest' }));
  });
  const first = await startApp(world, { clientId, routes });
  await deliverTexts(first.app, topic, ['a', 'b']);
  await seen.atLeast(2);
  await first.stop();

  const sender = await bootApp(world, { clientId, routes });
  await sender.connect();
  await deliverTexts(sender, topic, ['c', 'd', 'e']);
  await deleteRecords(world, topic, 4);
  const warned = world.inbox<object>('warnings');
  const second = await startApp(world, {
    clientId,
    routes,
    listen: (monitor) => world.after(monitor.subscribe('transport.warned', (event) => warned.push(event))),
  });
  await seen.atLeast(3);
  await deliverTexts(second.app, topic, ['f']);
  await seen.atLeast(4);
  expect(seen.items).toEqual(['0 a', '1 b', '4 e', '5 f']);
  expect(assigned.items).toEqual([0, 0, 0]);
  expect(warned.items).toContainEqual(
    expect.objectContaining({
      message: `The log does not hold the next offset to read: ${topic}[0] has no offset 2; reading continues at 4`,
      detail: expect.objectContaining({ topic, partition: 0, at: 2, continuesAt: 4 }),
    }),
  );
  expect(await second.stop()).toBe(0);

  // Later messages are committed from there.
  const third = await startApp(world, { clientId, routes });
  await deliverTexts(third.app, topic, ['g']);
  await seen.atLeast(5);
  expect(seen.items.slice(4)).toEqual(['6 g']);
});
