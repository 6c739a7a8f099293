import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Admin, ConfigEntry, NewTopic } from '@kfw/core';
import { createParking } from '../../../src/dead-letters/replay/park-letters.js';
import type { PlacedMessage } from '../../../src/dead-letters/replay/topic-destination.js';
import { headersOf, letterOf, topic } from './letters.js';

const entry = (name: string, value: string, source: ConfigEntry['source']): ConfigEntry => ({
  name,
  value,
  source,
  readOnly: false,
  sensitive: false,
});

class FakeAdmin implements Pick<Admin, 'listTopics' | 'describeTopics' | 'describeConfigs' | 'createTopics'> {
  readonly created: NewTopic[] = [];
  existing = [topic];
  refusal: Error | undefined;

  listTopics = async () => this.existing;
  describeTopics = async ([name = '']: readonly string[]) => [
    {
      topic: name,
      partitions: [0, 1, 2].map((partition) => ({ partition, leader: 1, replicas: [1, 2], inSync: [1, 2] })),
    },
  ];
  describeConfigs = async () => [
    {
      type: 'topic' as const,
      name: topic,
      entries: [
        entry('retention.ms', '1209600000', 'topic'),
        entry('max.message.bytes', '1048588', 'default'),
        entry('cleanup.policy', 'compact', 'topic'),
      ],
    },
  ];
  createTopics = async (topics: readonly NewTopic[]) => {
    if (this.refusal !== undefined) throw this.refusal;
    this.created.push(...topics);
    return topics.map((each) => each.topic);
  };
}

describe('parking', () => {
  let admin: FakeAdmin;
  let sent: PlacedMessage[];
  beforeEach(() => {
    admin = new FakeAdmin();
    sent = [];
  });
  const park = (...partitions: number[]) => {
    const sender = { deliver: async (messages: readonly PlacedMessage[]) => void sent.push(...messages) };
    const parking = createParking({ topic, maxReplays: 3, admin, sender });
    return parking.park(partitions.map((partition) => letterOf({ partition, headers: [['kfw-attempts', '4']] })));
  };

  it('creates a topic like the dead-letter topic when the first letter needs it', async () => {
    expect(await park(2)).toEqual(['done']);
    const config = { 'retention.ms': '1209600000' };
    expect(admin.created).toEqual([{ topic: `${topic}.parked`, partitions: 3, replicationFactor: 2, config }]);
  });

  it('keeps a letter as it is, in its partition', async () => {
    admin.existing = [topic, `${topic}.parked`];
    await park(2, 4);
    expect(admin.created).toEqual([]);
    expect(sent.map(({ partition }) => partition)).toEqual([2, 1]);
    expect(sent[0]).toMatchObject({
      topic: `${topic}.parked`,
      key: Buffer.from('one'),
      value: Buffer.from('letter 7'),
    });
    expect(headersOf(sent[0] ?? {})[0]).toEqual(['kfw-attempts', '4']);
  });

  it('says what to do when the topic cannot be created', async () => {
    admin.refusal = new Error('not authorized to create topics');
    expect(await park(0, 1)).toEqual([
      expect.objectContaining({ code: 'KFW_PARKED_TOPIC_MISSING', message: expect.stringContaining('3 partitions') }),
      expect.anything(),
    ]);
    expect(sent).toEqual([]);
  });
});
