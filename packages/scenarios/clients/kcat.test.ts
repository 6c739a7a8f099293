/** kcat, on librdkafka: it produces, consumes, and reads as a member of a group that commits. */
import { expect } from '@jest/globals';
import { kcat } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const lines = (text: string) => text.split('\n').filter((line) => line !== '');

scenario([], 'kcat', async (world) => {
  const topic = await world.createTopic('users', { partitions: 2 });
  const group = world.name('readers');
  const { brokers } = world.cluster;
  const read = async () => {
    const args = ['-q', '-e', '-X', 'auto.offset.reset=earliest', '-f', '%k %s\n'];
    // Topics come last: a list of them follows `-G group`.
    const { stdout } = await kcat(brokers, [...args, '-G', group, topic]);
    return lines(stdout).sort();
  };

  for (const codec of ['none', 'gzip', 'snappy', 'lz4'])
    await kcat(brokers, ['-P', '-t', topic, '-K', ':', '-z', codec, '-H', 'via=kcat'], `${codec}:one\n${codec}:two\n`);
  const sent = ['gzip one', 'gzip two', 'lz4 one', 'lz4 two', 'none one', 'none two', 'snappy one', 'snappy two'];

  const { stdout: all } = await kcat(brokers, ['-C', '-q', '-e', '-t', topic, '-o', 'beginning', '-f', '%k %s %h\n']);
  expect(lines(all).sort()).toEqual(sent.map((line) => `${line} via=kcat`));
  expect(await read()).toEqual(sent);
  await kcat(brokers, ['-P', '-t', topic, '-K', ':'], 'late:three\n');
  expect(await read()).toEqual(['late three']);

  const { stdout: metadata } = await kcat(brokers, ['-L', '-J', '-t', topic]);
  expect(JSON.parse(metadata)).toMatchObject({ topics: [{ topic, partitions: [{ partition: 0 }, { partition: 1 }] }] });
});
