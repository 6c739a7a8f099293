/** A compacted topic as kcat sees it, on librdkafka: of each key the last record, in whatever compression it was sent. */

import { expect } from '@jest/globals';
import { kcat } from '@kfw/test-cluster';
import { compactingBrokers } from '../src/clusters/compacting-brokers.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'compaction', async (world) => {
  const { brokers, topic } = await compactingBrokers(world, 1);
  const send = (lines: string, ...args: string[]) =>
    kcat(brokers, ['-P', '-t', topic, '-K', ':', '-Z', ...args], lines);
  const read = async () => {
    const args = ['-C', '-q', '-e', '-t', topic, '-o', 'beginning', '-f', '%o %k=%s\n'];
    const { stdout } = await kcat(brokers, args);
    return stdout.split('\n').filter((line) => line !== '' && !line.includes(' last='));
  };

  await send('gone:once\n');
  for (const codec of ['none', 'gzip', 'snappy', 'lz4'])
    await send(`one:${codec}\n${codec}:kept\ntwo:${codec}\n`, '-z', codec);
  await send('gone:\n');

  const left = await world.until('one record for each key', async () => {
    // The segment that is written to is never compacted: each of these begins another.
    await send('last:of all\n');
    const lines = await read();
    return lines.length === 6 ? lines : undefined;
  });
  expect(left).toEqual(['2 none=kept', '5 gzip=kept', '8 snappy=kept', '10 one=lz4', '11 lz4=kept', '12 two=lz4']);
  await expect(kcat(brokers, ['-P', '-t', topic], 'without a key\n')).rejects.toThrow(/validate record/);
});
