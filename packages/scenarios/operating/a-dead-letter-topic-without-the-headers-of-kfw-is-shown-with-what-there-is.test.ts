import { expect } from '@jest/globals';
import { createTopic } from '@kfw/test-cluster';
import { idleApp } from '../src/apps/idle-app.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [91],
  "a dead-letter topic without kfw's headers is shown with what there is",
  async (world) => {
    const topic = `${world.name('invoices')}.DLT`;
    const port = Number(world.cluster.brokers.split(',')[0]?.split(':').at(-1));
    await createTopic(port, { name: topic, partitions: 1, replication: -1, settings: {} });
    const app = await idleApp(world);
    const value = Buffer.from('{"total":12}');
    const garbled = {
      'kfw-source-topic': '',
      'kfw-source-offset': '-4',
      'kfw-attempts': 'often',
      'kfw-first-failed-at': 'yesterday',
      'kfw-error-class': ['Early', 'Late'],
    };
    await app.producer.deliver([
      { topic, key: Buffer.from('a'), value, headers: { 'kafka_dlt-exception-message': 'no such customer' } },
      { topic, key: null, value: Buffer.from([0xff]), headers: garbled },
      { topic, key: Buffer.from('c'), value: null, headers: {} },
    ]);
    const { kfw } = await folderWithoutApp(world);

    const listed = (await kfw('dlq', 'list', '--json')).json<{ topic: string }>().filter((row) => row.topic === topic);
    const times = { firstFailedAt: expect.any(String), lastFailedAt: expect.any(String) };
    expect(listed).toEqual([
      { topic, sourceTopic: null, errorClass: null, count: 2, ...times },
      { topic, sourceTopic: null, errorClass: 'Late', count: 1, ...times },
    ]);
    const shown = await kfw('dlq', 'show', topic, '--json');
    const unknown = { source: null, attempts: null, firstFailedAt: null, replayCount: 0 };
    const noError = { class: null, code: null, message: null };
    expect(shown.json<object>()).toMatchObject([
      {
        key: 'a',
        payload: { total: 12 },
        headers: { 'kafka_dlt-exception-message': 'no such customer' },
        error: noError,
        ...unknown,
      },
      { key: null, payload: { $base64: '/w==' }, error: { ...noError, class: 'Late' }, ...unknown },
      { key: 'c', payload: null, error: noError, ...unknown },
    ]);
    const first = await kfw('dlq', 'show', topic, '--limit', '1');
    expect(first.errorLines).toEqual([
      '1 letter; --limit reached.',
      `None of these has the headers of a dead letter: is ${topic} a dead-letter topic?`,
    ]);
    expect((await kfw('dlq', 'show', topic, '--key', 'nobody')).errorLines).toEqual(['0 of 3 letters.']);
    const without = ['--error', 'none', '--where', 'error.class === null && source === null'];
    const selected = (await kfw('dlq', 'show', topic, '--json', ...without)).json<{ offset: number }>();
    expect(selected.map(({ offset }) => offset)).toEqual([0, 2]);
    expect(first.lines.join('\n')).toMatch(
      /source +unknown[\s\S]*kafka_dlt-exception-message: no such customer[\s\S]*"total": 12/,
    );
    const one = await kfw('dlq', 'discard', topic, '--offset', '1', '--yes', '--json');
    expect(one.json<object>()).toEqual([{ topic, discarded: 1, left: 0 }]);
    const offsets = (await kfw('dlq', 'show', topic, '--json')).json<{ offset: number }>().map(({ offset }) => offset);
    expect(offsets).toEqual([0, 2]);
  },
  { timeoutMs: 120_000 },
);
