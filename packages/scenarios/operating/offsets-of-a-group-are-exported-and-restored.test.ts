/** Offsets are kept in the form of Kafka's own tool, in both directions, and copied from group to group. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { kafkaTool } from '@kfw/test-cluster';
import { groupAtRest } from '../src/operating/group-at-rest.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

const now = Date.now();

scenario(
  [89],
  'offsets of a group are exported and restored',
  async (world) => {
    const { path: folder, kfw } = await folderWithoutApp(world);
    // Kafka's tool quotes names of more than 24 characters.
    const { topic, group, committed } = await groupAtRest(world, {
      topic: 'orders.of.all.customers',
      times: [[now, now, now], [now]],
    });
    const replay = async (of: string, ...args: string[]) => {
      const output = await kfw('replay', of, ...args);
      expect([output.code, output.errorLines.join('\n')]).toEqual([0, expect.any(String)]);
      return output;
    };
    const keep = async (name: string, lines: readonly string[]) => {
      await writeFile(path.join(folder, name), `${lines.join('\n')}\n`);
    };
    const reset = async (...args: string[]) => {
      const to = ['--bootstrap-server', world.cluster.brokers, '--group', group, '--reset-offsets', ...args];
      return (await kafkaTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', to)).stdout;
    };

    const exported = await replay(group, '--export');
    expect(exported.lines).toEqual([`${topic},0,3`, `${topic},1,1`]);
    await keep('kept.csv', exported.lines);
    await keep('kept.jsonl', (await replay(group, '--export', '--json', '--topic', `${topic}:0`)).lines);
    expect(JSON.parse(await readFile(path.join(folder, 'kept.jsonl'), 'utf8'))).toEqual({
      topic,
      partition: 0,
      offset: 3,
    });

    await replay(group, '--all-topics', '--to', 'earliest', '--execute');
    expect(await committed()).toEqual([0, 0]);
    await replay(group, '--from-file', 'kept.csv');
    expect(await committed()).toEqual([0, 0]);
    await replay(group, '--from-file', 'kept.jsonl', '--execute');
    expect(await committed()).toEqual([3, 0]);
    await replay(group, '--from-file', 'kept.csv', '--execute');
    expect(await committed()).toEqual([3, 1]);

    // Kafka's tool exports, kfw restores.
    const byKafka = await reset('--topic', topic, '--shift-by', '-1', '--dry-run', '--export');
    await keep(
      'kafka.csv',
      byKafka.split('\n').filter((line) => line.includes(topic)),
    );
    expect(byKafka).toContain(`"${topic}",0,2`);
    await replay(group, '--from-file', 'kafka.csv', '--execute');
    expect(await committed()).toEqual([2, 0]);

    // kfw exports, Kafka's tool restores.
    await reset('--from-file', path.join(folder, 'kept.csv'), '--execute');
    expect(await committed()).toEqual([3, 1]);

    const copy = `${group}-2`;
    // Groups of other scenarios may have similar names.
    const copied = await replay(copy, '--from-group', group, '--new-group', '--execute', '--json');
    expect(copied.json()).toEqual([
      { topic, partition: 0, from: null, to: 3, messages: 0 },
      { topic, partition: 1, from: null, to: 1, messages: 0 },
    ]);
    expect((await replay(copy, '--export')).lines).toEqual(exported.lines);
  },
  { timeoutMs: 180_000 },
);
