/** For alerts and CI: the result is on standard output as ever, the partitions over a limit are on standard error. */
import { expect } from '@jest/globals';
import { transportTo } from '../src/clusters/transport-to.js';
import { hoursAgo, sendDated } from '../src/operating/send-dated.js';
import { runKfw } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [102],
  '--max-lag and --max-seconds end with exit code 1 and name the partitions',
  async (world) => {
    const topic = await world.createTopic('orders', { partitions: 3 });
    const group = world.name('readers');
    await sendDated(world, topic, [[hoursAgo(2), hoursAgo(2), hoursAgo(2)], [hoursAgo(1), hoursAgo(1)], []]);
    await transportTo(world).admin.setGroupOffsets(
      group,
      [0, 1, 2].map((partition) => ({ topic, partition, offset: 0 })),
    );
    const run = (...limits: string[]) => runKfw(world, ['lag', group, ...limits]);

    expect(await run('--max-lag', '3', '--max-seconds', '8000')).toMatchObject({ code: 0, errors: '' });
    const lag = await run('--max-lag', '2');
    expect([lag.code, lag.errors]).toEqual([1, expect.stringContaining('1 partition is over --max-lag 2:')]);
    expect(lag.errors).toContain(`${group} ${topic}[0]: 3 messages, the oldest 2 h`);
    expect(lag.errors).not.toContain(`${topic}[1]`);
    const age = await run('--max-seconds', '600');
    expect([age.code, age.errors]).toEqual([1, expect.stringContaining('2 partitions are over --max-seconds 600:')]);
    expect(age.errors).toContain(`${topic}[1]: 2 messages, the oldest 1 h`);
    expect(age.errors).not.toContain(`${topic}[2]`);

    const json = await run('--max-lag', '2', '--max-seconds', '600', '--json');
    expect([json.code, json.json().length]).toEqual([1, 3]);
    expect(JSON.parse(json.errors)).toMatchObject({
      event: 'error',
      code: 'KFW_LAG_EXCEEDED',
      message: expect.stringContaining('2 partitions are over --max-lag 2 or --max-seconds 600:'),
    });
    // The group that remembers handled dead letters is behind for as long as there are others: it is judged when it is named.
    const handled = `kfw-dlq.${topic}`;
    await transportTo(world).admin.setGroupOffsets(handled, [{ topic, partition: 0, offset: 0 }]);
    const all = await runKfw(world, ['lag', '--max-lag', '2']);
    expect([all.code, all.errors.includes(group), all.errors.includes(handled)]).toEqual([1, true, false]);
    expect(all.lines.some((line) => line.includes(handled))).toBe(true);
    expect(await runKfw(world, ['lag', handled, '--max-lag', '2'])).toMatchObject({
      code: 1,
      errors: expect.stringContaining(handled),
    });
    const mistake = await run('--max-lag', 'few');
    expect([mistake.code, mistake.errors]).toEqual([
      1,
      expect.stringContaining('--max-lag takes a number of messages'),
    ]);
  },
  { timeoutMs: 120_000 },
);
