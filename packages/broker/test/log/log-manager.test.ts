import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LogManager } from '../../src/log/log-manager.js';
import { readBatchHeader } from '../../src/protocol/records/record-batch.js';
import type { Topic } from '../../src/topics/topic.js';
import { type TopicConfigName, topicConfigs } from '../../src/topics/topic-configs.js';
import { ManualClock } from '../groups/manual-clock.js';
import { temporaryFolder } from '../temporary-folder.js';
import { makeBatch } from './batches.js';

const topic = (id: string): Topic => ({
  name: 'events',
  id,
  partitions: 2,
  overrides: new Map(),
  config: (name: TopicConfigName) => (name === 'retention.ms' ? '1000' : topicConfigs[name].byDefault),
});

const appendTo = (logs: LogManager, of: Topic, timestamp: number) => {
  const bytes = makeBatch({ timestamps: [timestamp] });
  return logs.find(of, 0)?.append(bytes, readBatchHeader(bytes, 0));
};

describe('the logs of a broker', () => {
  it('are found by topic and partition, opened once, and start empty for a topic that is created again', async () => {
    const folder = temporaryFolder();
    const logs = new LogManager({ folder, clock: new ManualClock() });
    const events = topic('first');
    await logs.open(events, 0);
    appendTo(logs, events, 0);
    await logs.open(events, 0);
    expect([logs.find(events, 0)?.endOffset, logs.find(events, 1)]).toEqual([1, undefined]);
    await logs.delete(events);
    expect(logs.find(events, 0)).toBeUndefined();
    const again = topic('second');
    await logs.open(again, 0);
    expect(logs.find(again, 0)?.endOffset).toBe(0);
    appendTo(logs, again, 0);
    await logs.close();
    const reopened = new LogManager({ folder, clock: new ManualClock() });
    await reopened.open(again, 0);
    expect(reopened.find(again, 0)?.endOffset).toBe(1);
    await reopened.close();
  });

  it('report the bytes that the end of the last process cost', async () => {
    const folder = temporaryFolder();
    const torn: unknown[] = [];
    const open = async () => {
      const onTorn = (of: Topic, partition: number, bytes: number) => torn.push([of.id, partition, bytes]);
      const logs = new LogManager({ folder, clock: new ManualClock(), onTruncated: onTorn });
      await logs.open(topic('first'), 0);
      return logs;
    };
    appendTo(await open(), topic('first'), 0);
    await open();
    expect(torn).toEqual([]);
    appendFileSync(join(folder, 'first-0', '00000000000000000000.log'), Buffer.alloc(70));
    await open();
    expect(torn).toEqual([['first', 0, 70]]);
  });

  it('are kept within retention every five minutes, each independently', async () => {
    const clock = new ManualClock();
    const errors: unknown[] = [];
    const logs = new LogManager({ folder: undefined, clock, onRetentionError: (error) => errors.push(error) });
    const [broken, whole] = [topic('broken'), topic('whole')];
    for (const each of [broken, whole]) {
      await logs.open(each, 0);
      appendTo(logs, each, clock.now());
    }
    const failure = new Error('no space left');
    const log = logs.find(broken, 0);
    if (log !== undefined) {
      log.retain = () => {
        throw failure;
      };
    }
    clock.advance(299_999);
    expect(logs.find(whole, 0)?.startOffset).toBe(0);
    clock.advance(1);
    expect(logs.find(whole, 0)?.startOffset).toBe(1);
    appendTo(logs, whole, clock.now());
    clock.advance(300_000);
    expect(logs.find(whole, 0)?.startOffset).toBe(2);
    expect(errors).toEqual([failure, failure]);
  });
});
