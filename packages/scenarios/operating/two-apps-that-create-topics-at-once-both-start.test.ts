import { expect } from '@jest/globals';
import { defineTopics, drawRoutes } from 'kfw';
import { IdleConsumer } from '../src/apps/idle-consumer.js';
import { bootApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [],
  'two apps that create the same declared topics at once both start, and each topic is there once',
  async (world) => {
    const names = Array.from({ length: 20 }, (_, index) => world.name(`topic-${index}`));
    const created: string[] = [];
    const options = {
      clientId: world.name('shop'),
      routes: drawRoutes(({ topic }) => topic(names[0] ?? '', { consumer: IdleConsumer })),
      topics: defineTopics(({ topic }) => names.forEach((name) => void topic(name, { partitions: 2 }))),
      settings: { createTopics: true },
    };
    const apps = [await bootApp(world, options), await bootApp(world, options)];
    for (const { monitor } of apps) monitor.subscribe('topics.created', ({ topics }) => created.push(...topics));

    await Promise.all(apps.map((app) => app.connect()));

    expect(created.sort()).toEqual([...names].sort());
    const described = (await apps[0]?.admin.describeTopics(names)) ?? [];
    expect(described.map(({ partitions }) => partitions.length)).toEqual(names.map(() => 2));
  },
);
