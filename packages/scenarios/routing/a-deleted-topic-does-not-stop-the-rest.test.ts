import { expect } from '@jest/globals';
import { Consumer, drawRoutes, type Message, Payload, text } from 'kfw';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([16], 'a deleted topic does not stop the rest, and is consumed again when it is back', async (world) => {
  const users = await world.createTopic('users', { partitions: 2 });
  const doomed = await world.createTopic('doomed');
  const seen = world.inbox<string>('messages');

  @Payload(text())
  class Seer extends Consumer {
    process({ topic, payload }: Message<string>): void {
      seen.push(`${this.group} ${topic}: ${payload}`);
    }
  }
  const { app, monitor, server, stop } = await startApp(world, {
    routes: drawRoutes(({ consumerGroup }) => {
      consumerGroup('both', (group) => {
        group.topic(users, { consumer: Seer });
        group.topic(doomed, { consumer: Seer });
      });
      consumerGroup('alone', (group) => group.topic(doomed, { consumer: Seer }));
    }),
    settings: { createTopics: false, consumer: { metadataMaxAgeMs: 300 } },
  });
  const [both, alone] = ['both', 'alone'].map((group) => `${app.config.clientId}_${group}`);
  const crashes = world.events(monitor, 'group.crashed');
  const joins = world.events(monitor, 'group.joined');
  await deliverTexts(app, users, ['one']);
  const committed = world.events(monitor, 'offsets.committed');
  await deliverTexts(app, doomed, ['two', 'three']);
  await seen.atLeast(5);
  for (const group of [both, alone])
    await committed.first(
      `the end of ${doomed} by ${group}`,
      (commit) =>
        commit.group === group && commit.offsets.some(({ topic, offset }) => topic === doomed && offset === 2),
    );

  const warnings = world.events(monitor, 'transport.warned');
  const revoked = world.events(monitor, 'partitions.revoked');
  const isReport = ({ message }: { message: string }) => message === `Waiting for topics that were deleted: ${doomed}`;
  await app.admin.deleteTopics([doomed]);
  await deliverTexts(app, users, ['four', 'five']);
  await seen.atLeast(7);
  for (const group of [both, alone])
    await revoked.first(
      `the loss of ${doomed} in ${group}`,
      (event) => event.group === group && event.partitions.every(({ topic }) => topic === doomed),
    );
  await joins.until('both to have joined without it', (items) => new Set(items.map(({ group }) => group)).size === 2);
  expect(server.lanes.map(({ topic }) => topic)).toEqual([users, users]);
  await deliverTexts(app, users, ['six']);
  await seen.atLeast(8);
  expect(
    warnings.items
      .filter(isReport)
      .map(({ detail }) => detail.group)
      .sort(),
  ).toEqual([alone, both].sort());

  // It starts again: offsets committed for the old topic are ignored.
  await world.createTopic('doomed');
  await deliverTexts(app, doomed, ['seven', 'eight']);
  await seen.atLeast(12);
  await deliverTexts(app, users, ['nine']);
  await seen.atLeast(13);
  const expected = [
    ...['four', 'five', 'six', 'nine'].map((payload) => `${both} ${users}: ${payload}`),
    ...['seven', 'eight'].flatMap((payload) => [both, alone].map((group) => `${group} ${doomed}: ${payload}`)),
  ];
  expect(seen.items.slice(5).sort()).toEqual(expected.sort());
  expect(crashes.items).toEqual([]);
  // Once without the topic and once with it again; twice where the metadata of a broker came late.
  for (const group of [both, alone]) {
    const count = joins.items.filter((join) => join.group === group).length;
    expect(count).toBeGreaterThanOrEqual(2);
    expect(count).toBeLessThanOrEqual(4);
  }
  expect(await stop()).toBe(0);
});
