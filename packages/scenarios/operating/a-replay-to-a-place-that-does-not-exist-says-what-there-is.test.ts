/** A replay to a place that does not exist changes nothing and reports what there is instead. */
import { expect } from '@jest/globals';
import { deleteRecords } from '../src/clusters/delete-records.js';
import { groupAtRest } from '../src/operating/group-at-rest.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const hourMs = 3_600_000;

scenario(
  [104],
  'a replay to a place that does not exist says what there is',
  async (world) => {
    const newestMs = Date.now() - hourMs;
    const times = [[newestMs - hourMs, newestMs - hourMs, newestMs], [newestMs - hourMs]];
    const { topic, group, committed } = await groupAtRest(world, { times });
    await deleteRecords(world, topic, 1);
    const { kfw } = await folderWithoutApp(world);
    const refused = async (of: string, ...args: string[]) => {
      const { code, lines, errorLines } = await kfw('replay', of, ...args, '--execute');
      expect({ code, lines }).toEqual({ code: 1, lines: [] });
      return errorLines.join('\n');
    };

    expect(await refused(group, '--topic', topic, '--to', '2')).toContain(`${topic}[1]: 0 to 1, not 2`);
    const early = await refused(group, '--topic', topic, '--to', '0');
    expect(early).toContain(`${topic}[0]: 1 to 3, not 0`);
    expect(early).not.toContain(`${topic}[1]`);

    const late = await refused(group, '--topic', topic, '--to', '-30m');
    expect(late).toContain(`the newest is of ${new Date(newestMs).toISOString()}`);
    expect(late).toContain(`${topic}[0]: 1 to 3`);

    expect(await refused(group, '--topic', `${topic}:1,2`, '--to', 'latest')).toContain(
      `the topic "${topic}" has no partition 2; it has the partitions 0–1.`,
    );
    expect(await refused(group, '--topic', topic.replace('orders', 'ordres'), '--to', 'latest')).toContain(
      `Did you mean "${topic}"?`,
    );
    const misspelt = group.replace('readers', 'raeders');
    expect(await refused(misspelt, '--topic', topic, '--to', 'latest')).toContain(`Did you mean "${group}"?`);
    expect(await refused(group, '--topic', topic, '--to', '2026-02-30')).toContain('--to takes earliest, latest');
    expect(await committed()).toEqual([3, 1]);

    // Counting stops at the ends, as with Kafka's own tool.
    const { errorLines, lines } = await kfw('replay', group, '--topic', topic, '--to', '-500', '--execute');
    expect(lines.filter((line) => line.includes('the first there is'))).toHaveLength(2);
    expect(errorLines.join()).toContain('Moved');
    expect(await committed()).toEqual([1, 0]);
  },
  { timeoutMs: 180_000 },
);
