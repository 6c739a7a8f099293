import { describe, expect, it } from '@jest/globals';
import { flat, Holdings, topicPartitions } from '../../src/consuming/holdings.js';

const of = (...partitions: number[]) => partitions.map((partition) => ({ topic: 'users', partition }));

describe('holdings', () => {
  it('tell what an assignment gained, lost and kept', () => {
    const holdings = new Holdings();
    holdings.replace(of(0, 1), 1);
    const change = holdings.replace(of(1, 2), 2);
    expect(topicPartitions(change.gained)).toEqual(of(2));
    expect(topicPartitions(change.lost)).toEqual(of(0));
    expect(topicPartitions(change.retained)).toEqual(of(1));
  });

  it('keep generation, position and pause of what is retained, and begin anew with what comes back', () => {
    const holdings = new Holdings();
    holdings.replace(of(0, 1), 1);
    for (const holding of holdings.list()) Object.assign(holding, { position: 7, paused: true });
    holdings.replace(of(1), 2);
    holdings.replace(of(0, 1), 3);
    expect(holdings.get('users', 1)).toMatchObject({ generation: 1, position: 7, paused: true });
    expect(holdings.get('users', 0)).toMatchObject({ generation: 3, position: undefined, paused: false });
  });

  it('are current in their own generation only', () => {
    const holdings = new Holdings();
    holdings.replace(of(0), 3);
    expect(holdings.current({ topic: 'users', partition: 0, generation: 3 })).toBeDefined();
    expect(holdings.current({ topic: 'users', partition: 0, generation: 2 })).toBeUndefined();
    expect(holdings.current({ topic: 'users', partition: 1, generation: 3 })).toBeUndefined();
    expect(topicPartitions(holdings.clear())).toEqual(of(0));
    expect(holdings.current({ topic: 'users', partition: 0, generation: 3 })).toBeUndefined();
  });

  it('are dropped by topic', () => {
    const holdings = new Holdings();
    holdings.replace([...of(0, 1), { topic: 'orders', partition: 1 }], 3);
    expect(topicPartitions(holdings.drop(['users', 'unheard-of']))).toEqual(of(0, 1));
    expect(topicPartitions(holdings.list())).toEqual([{ topic: 'orders', partition: 1 }]);
    expect(holdings.drop(['users'])).toEqual([]);
  });

  it('are what kafkajs lists by topic', () => {
    const partitions = [...of(0, 2), { topic: 'orders', partition: 1 }];
    const grouped = [
      { topic: 'users', partitions: [0, 2] },
      { topic: 'orders', partitions: [1] },
    ];
    expect(flat(grouped)).toEqual(partitions);
  });
});
