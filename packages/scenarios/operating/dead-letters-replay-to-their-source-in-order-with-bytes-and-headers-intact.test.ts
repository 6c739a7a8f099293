/**
 * The replayed message is the one that failed, to the byte: null and repeated headers, names that are not UTF-8, a null
 * key. Only what the failure has added is gone, and what the replay adds says where it came from.
 */
import { expect } from '@jest/globals';
import type { HeaderEntry } from '@kfw/core';
import { text } from 'kfw';
import { idleApp } from '../src/apps/idle-app.js';
import { headerBytesOf } from '../src/odd-batches/draft.js';
import { storedBytes } from '../src/odd-batches/stored-bytes.js';
import { writeLetters } from '../src/operating/write-letters.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const odd: readonly HeaderEntry[] = [
  [Buffer.from('null'), null],
  [Buffer.from('b'), Buffer.from('2')],
  [Buffer.from([0x6e, 0xff]), Buffer.from('a name in Latin-1')],
  [Buffer.from('a'), Buffer.from([0xc3, 0x28])],
  [Buffer.from('b'), Buffer.alloc(0)],
];
const partitions = [0, 1, 2];
const perPartition = 8;

scenario(
  [91, 105],
  'dead letters replay to their source in order, with bytes and headers intact and where they came from',
  async (world) => {
    const source = await world.createTopic('orders', { partitions: partitions.length });
    const dead = await world.createTopic('orders.dead-letters', { partitions: 2 });
    const app = await idleApp(world);
    const failedIn = world.name('failed');
    const letters = partitions.flatMap((partition) =>
      Array.from({ length: perPartition }, (_each, offset) => ({
        key: offset === 0 ? null : `key ${partition}.${offset % 3}`,
        value: `${partition}/${offset}`,
        source: { topic: source, partition, offset },
        group: failedIn,
        headers: offset === 0 ? odd : [[Buffer.from('trace'), Buffer.from(String(offset))] as const],
      })),
    );
    await writeLetters(app, dead, letters);

    // The group whose handler failed is expected to get them; others are named.
    const reports = world.name('reports');
    for (const group of [reports, failedIn]) {
      await app.admin.setGroupOffsets(group, [{ topic: source, partition: 0, offset: 0 }]);
    }
    const planned = await runKfw(world, ['dlq', 'replay', dead, '--json']);
    expect({ code: planned.code, json: planned.json() }).toMatchObject({
      code: 0,
      json: [{ action: 'replay', sourceTopic: source, target: source, messages: 24, otherGroups: [reports] }],
    });
    expect(planned.errors).toContain('Nothing was replayed');
    expect(await app.readTopic(source).toArray()).toEqual([]);

    const { code, json } = await runKfw(world, ['dlq', 'replay', dead, '--execute', '--json']);
    expect({ code, json: json() }).toEqual({ code: 0, json: [{ replayed: letters.length, parked: 0, skipped: 0 }] });

    const messages = await app.readTopic(source, { schema: text() }).toArray();
    const places = new Map(
      (await app.readTopic(dead, { schema: text() }).toArray()).map(({ payload, partition, offset }) => [
        payload,
        `${dead}/${partition}/${offset}`,
      ]),
    );
    expect(messages).toHaveLength(letters.length);
    for (const partition of partitions) {
      const replayed = messages.filter((message) => message.partition === partition);
      expect(replayed.map(({ payload }) => payload)).toEqual(
        Array.from({ length: perPartition }, (_each, offset) => `${partition}/${offset}`),
      );
      expect(replayed.map(({ key }) => key)).toEqual(
        letters.filter((letter) => letter.source.partition === partition).map(({ key }) => key),
      );
    }
    for (const { payload, headers } of messages) {
      expect(
        Object.keys(headers)
          .filter((name) => name.startsWith('kfw-'))
          .sort(),
      ).toEqual(['kfw-replay-count', 'kfw-replayed-at', 'kfw-replayed-from']);
      expect(headers['kfw-replay-count']).toBe('1');
      expect(headers['kfw-replayed-from']).toBe(places.get(payload));
      expect(Date.parse(String(headers['kfw-replayed-at']))).toBeGreaterThan(Date.now() - 60_000);
    }
    expect((await storedBytes(world, source)).includes(headerBytesOf(odd.map(([name, value]) => [name, value])))).toBe(
      true,
    );

    // What is remembered is not replayed again, and not listed.
    expect((await runKfw(world, ['dlq', 'replay', dead, '--execute', '--json'])).json()).toEqual([
      { replayed: 0, parked: 0, skipped: 0 },
    ]);
    expect((await runKfw(world, ['dlq', 'list', dead, '--json'])).json()).toEqual([]);
  },
);
