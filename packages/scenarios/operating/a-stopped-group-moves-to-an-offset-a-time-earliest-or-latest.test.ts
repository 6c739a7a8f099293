/** `kfw replay` moves a stopped group, per topic or partition, and shows first what it would do. */
import { expect } from '@jest/globals';
import { groupAtRest } from '../src/operating/group-at-rest.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const minuteMs = 60_000;

scenario(
  [89, 103],
  'a stopped group moves to an offset, a time, earliest or latest',
  async (world) => {
    const nowMs = Date.now();
    const agoMs = [300, 240, 180, 120, 60, 0].map((minutes) => nowMs - minutes * minuteMs);
    const { topic, group, committed, start } = await groupAtRest(world, { times: [agoMs, agoMs.slice(0, 3)] });
    const { kfw } = await folderWithoutApp(world);
    const replay = (...args: string[]) => kfw('replay', group, '--json', ...args);
    const moved = async (...args: string[]) => {
      const { code, json, errorLines } = await replay(...args, '--execute');
      expect([code, errorLines.join('\n')]).toEqual([0, expect.stringContaining('Moved')]);
      return json();
    };
    expect(await committed()).toEqual([6, 3]);

    const dry = await replay('--topic', topic, '--to', 'earliest');
    expect(dry.code).toBe(0);
    expect(dry.json()).toEqual([
      { topic, partition: 0, from: 6, to: 0, messages: 6 },
      { topic, partition: 1, from: 3, to: 0, messages: 3 },
    ]);
    expect(dry.errorLines.join()).toContain('Nothing was moved');
    expect(await committed()).toEqual([6, 3]);

    expect(await moved('--topic', `${topic}:1`, '--to', '1')).toEqual([
      { topic, partition: 1, from: 3, to: 1, messages: 2 },
    ]);
    expect(await committed()).toEqual([6, 1]);
    await moved('--topic', topic, '--to', '-150m');
    expect(await committed()).toEqual([3, 3]);
    await moved('--topic', `${topic}:0`, '--to', new Date(nowMs - 290 * minuteMs).toISOString());
    expect(await committed()).toEqual([1, 3]);
    await moved('--topic', topic, '--to', '-2');
    expect(await committed()).toEqual([0, 1]);
    expect(await moved('--all-topics', '--to=+3')).toEqual([
      { topic, partition: 0, from: 0, to: 3, messages: -3 },
      { topic, partition: 1, from: 1, to: 3, messages: -2 },
    ]);
    await moved('--all-topics', '--to', 'earliest');
    expect(await committed()).toEqual([0, 0]);
    await moved('--topic', topic, '--to', 'latest');
    expect(await committed()).toEqual([6, 3]);

    await moved('--topic', `${topic}:0`, '--to', '4');
    const again = world.inbox<string>('messages that come again');
    await start((place) => again.push(place));
    await again.atLeast(2);
    expect(again.items).toEqual(['0/4', '0/5']);
  },
  { timeoutMs: 180_000 },
);
