/** By the clock of the broker, the dirtiest log first. */
import { expect, it } from '@jest/globals';
import { LogManager } from '../../../src/log/log-manager.js';
import { readBatchHeader } from '../../../src/protocol/records/record-batch.js';
import type { Topic } from '../../../src/topics/topic.js';
import { type TopicConfigName, topicConfigs } from '../../../src/topics/topic-configs.js';
import { ManualClock } from '../../groups/manual-clock.js';
import { makeBatch } from '../batches.js';
import { recordTexts } from './compacting.js';

const topic = (name: string, configs: Partial<Record<TopicConfigName, string>> = {}): Topic => ({
  name,
  id: name,
  partitions: 1,
  overrides: new Map(),
  config: (key) => ({ 'cleanup.policy': 'compact', ...configs })[key] ?? topicConfigs[key].byDefault,
});

const opened = async () => {
  const clock = new ManualClock();
  const heard: string[] = [];
  const logs = new LogManager({
    folder: undefined,
    clock,
    onCompacted: ({ name }, _, { cleanedOffset }) => heard.push(`${name} ${cleanedOffset}`),
    onCompactionError: ({ name }, _, error) => heard.push(`${name} ${String(error)}`),
  });
  /** One segment each, since they are more than a week apart. */
  const fill = async (of: Topic, records: number) => {
    await logs.open(of, 0);
    const log = logs.find(of, 0);
    if (log === undefined) throw new Error('no log');
    for (let at = 0; at < records; at++) {
      const bytes = makeBatch({ keys: ['key'], values: [`${at}`], timestamps: [log.endOffset * 604_800_001] });
      log.append(bytes, readBatchHeader(bytes, 0));
    }
    return log;
  };
  return { clock, logs, heard, fill };
};

it('compacts dirty logs every 15 seconds, the dirtiest first, before the clock has been advanced', async () => {
  const { clock, logs, heard, fill } = await opened();
  const [some, all] = [topic('some'), topic('all')];
  const log = await fill(some, 11);
  clock.advance(14_999);
  expect(heard).toEqual([]);
  clock.advance(1);
  expect(heard).toEqual(['some 10']);
  expect(recordTexts(log)).toEqual(['9 key=9', '10 key=10']);
  await fill(some, 4);
  await fill(all, 3);
  await fill(topic('kept', { 'cleanup.policy': 'delete' }), 3);
  clock.advance(15_000);
  expect(heard).toEqual(['some 10', 'all 2', 'some 14']);
  clock.advance(600_000);
  expect(heard).toHaveLength(3);
  await logs.close();
  expect(clock.timers).toBe(0);
});

it('leaves a failed log alone, and continues with others', async () => {
  const { clock, logs, heard, fill } = await opened();
  const log = await fill(topic('broken'), 5);
  await fill(topic('whole'), 5);
  log.createReplacement = () => {
    throw new Error('no space left');
  };
  clock.advance(60_000);
  expect(heard.sort()).toEqual(['broken Error: no space left', 'whole 4']);
  expect(recordTexts(log)).toHaveLength(5);
  await logs.close();
});

it('cancels a pass over a deleted topic, and over closed logs', async () => {
  const { clock, logs, heard, fill } = await opened();
  const gone = topic('gone');
  await fill(gone, 5);
  await logs.delete(gone);
  await fill(topic('closed'), 5);
  await logs.close();
  clock.advance(60_000);
  expect(heard).toEqual([]);
});

it('cancels a pass whose topic is deleted between two slices', async () => {
  const { clock, logs, heard, fill } = await opened();
  const gone = topic('gone');
  await fill(gone, 5_000);
  const after = clock.after.bind(clock);
  let slices = 0;
  clock.after = (ms, callback) =>
    after(ms, () => {
      if (ms === 0) {
        slices += 1;
        void logs.delete(gone);
      }
      callback();
    });
  clock.advance(15_000);
  expect(slices).toBeGreaterThan(0);
  expect(heard).toEqual([]);
  await logs.close();
});
