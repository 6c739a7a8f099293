import { expect } from '@jest/globals';
import { type Batch, Consumer, drawRoutes, json, type Message, Payload, raw, type TopicOptions } from 'kfw';
import { startApp } from '../src/apps/start-app.js';
import { scenario } from '../src/scenario/scenario.js';

interface Named {
  readonly name: string;
}
const good = (name: string) => Buffer.from(JSON.stringify({ name }));
/** No JSON, and no UTF-8 either. */
const broken = Buffer.from([0x7b, 0xff, 0x00, 0xc3, 0x28]);

/** Keys and values; the third has a broken value, the fifth a broken key. */
const sent = [
  [good('a'), good('one')],
  [good('b'), good('two')],
  [good('a'), broken],
  [good('b'), good('four')],
  [broken, good('five')],
  [good('a'), good('six')],
] as const;

/** A route that reads the key for its order, and one that reads it only in the handler. */
const ways: Readonly<Record<string, Pick<TopicOptions, 'orderedBy'>>> = {
  partition: {},
  key: { orderedBy: 'key' },
  decodedKey: { orderedBy: ({ key }: Message<Named, Named>) => key?.name ?? '' },
  decodedValue: { orderedBy: ({ payload }: Message<Named, Named>) => payload.name },
};

scenario(
  [32],
  'a message whose value or key cannot be decoded is dead-lettered with its raw bytes, without blocking the partition, wherever it is decoded',
  async (world) => {
    const topic = await world.createTopic('users');
    const deadLetters = await world.createTopic('dead-letters');
    const clientId = world.name('shop');
    const done = world.inbox<string>('messages done');
    const note = (group: string, { key, payload }: Message<Named, Named>) =>
      done.push(`${group.slice(clientId.length + 1)} ${key?.name} ${payload.name}`);

    @Payload(json<Named>())
    class OneByOne extends Consumer {
      process(message: Message<Named, Named>): void {
        note(this.group, message);
      }
    }
    @Payload(json<Named>())
    class InBatches extends Consumer {
      consume(batch: Batch<Named, Named>): void {
        for (const message of batch) {
          note(this.group, message);
          this.markAsConsumed(message);
        }
      }
    }
    const styles = { process: OneByOne, consume: InBatches };
    const groups = Object.keys(styles).flatMap((style) => Object.keys(ways).map((way) => `${style}-${way}`));
    const { app, monitor } = await startApp(world, {
      clientId,
      routes: drawRoutes(({ consumerGroup }) => {
        for (const name of groups) {
          const [style = '', way = ''] = name.split('-');
          // Retries would take longer than the scenario may.
          const options = { keySchema: json<Named>(), deadLetter: deadLetters, pauseMs: 600_000, maxPauseMs: 600_000 };
          consumerGroup(name, (group) => {
            if (style === 'process') group.topic(topic, { consumer: OneByOne, ...options, ...ways[way] });
            else group.topic(topic, { consumer: InBatches, ...options, ...ways[way] });
          });
        }
      }),
    });
    const moved = world.events(monitor, 'message.deadLettered');
    const failed = world.events(monitor, 'consumer.failed');
    const commits = world.events(monitor, 'offsets.committed');
    await app.producer.deliver(sent.map(([key, value]) => ({ topic, key, value, headers: { from: 'test' } })));
    await commits.until('all at the end', (events) =>
      groups.every((name) =>
        events.some((event) => event.group === `${clientId}_${name}` && event.offsets[0]?.offset === sent.length),
      ),
    );

    for (const name of groups) {
      const own = done.items.filter((each) => each.startsWith(`${name} `)).map((each) => each.slice(name.length + 1));
      expect([name, own.toSorted()]).toEqual([name, ['a one', 'a six', 'b four', 'b two']]);
      expect(own.filter((each) => each.startsWith('a'))).toEqual(['a one', 'a six']);
      expect(own.filter((each) => each.startsWith('b'))).toEqual(['b two', 'b four']);
      const letters = moved.items.filter(({ group }) => group === `${clientId}_${name}`);
      expect([name, letters.map(({ offset }) => offset).sort()]).toEqual([name, [2, 4]]);
      for (const { error } of letters) expect(error).toMatchObject({ code: 'KFW_DECODE_FAILED' });
    }
    expect(new Set(failed.items.map(({ outcome }) => outcome))).toEqual(new Set(['deadLetter']));
    const letters = await app.readTopic(deadLetters, { schema: raw(), keySchema: raw() }).toArray();
    expect(letters).toHaveLength(2 * groups.length);
    for (const { rawKey, rawPayload, headers } of letters) {
      const [key, value] = sent[Number(headers['kfw-source-offset'])] ?? [];
      expect([rawKey, rawPayload]).toEqual([key, value]);
      expect(headers).toMatchObject({ from: 'test', 'kfw-error-class': 'KFW_DECODE_FAILED' });
    }
  },
);
