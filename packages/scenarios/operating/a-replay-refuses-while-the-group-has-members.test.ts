/** A replay of a running group would be undone by its next commit: it is refused, and the members are named. */
import { expect } from '@jest/globals';
import { groupAtRest } from '../src/operating/group-at-rest.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [103],
  'a replay refuses while the group has members, and names them',
  async (world) => {
    const { topic, group, committed, start } = await groupAtRest(world, { times: [[Date.now(), Date.now()]] });
    const members = [await start(() => undefined), await start(() => undefined)];
    const clientId = group.replace(/_readers$/, '');
    const { kfw } = await folderWithoutApp(world);
    const replay = (...args: string[]) => kfw('replay', group, '--topic', topic, '--to', 'earliest', ...args);

    await world.until('both members to be named', async () => {
      const { code, errorLines, lines } = await replay('--execute');
      const errors = errorLines.join('\n');
      expect({ code, lines }).toEqual({ code: 1, lines: [] });
      expect(errors).toContain(`group "${group}" has members`);
      const named = errors.match(new RegExp(`^ {2}- ${clientId} on (?!\\/)\\S+ \\(${clientId}-\\S+\\)$`, 'gm')) ?? [];
      return named.length === 2 ? true : undefined;
    });
    expect((await replay()).code).toBe(1);
    expect(await committed()).toEqual([2]);

    for (const member of members) await member.stop();
    expect((await replay('--execute')).code).toBe(0);
    expect(await committed()).toEqual([0]);
  },
  { timeoutMs: 180_000 },
);
