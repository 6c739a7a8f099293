import { describe, expect, it } from '@jest/globals';
import { AssignedPartitions, flattenPartitions, toTopicPartitions } from '../../src/consuming/assigned-partitions.js';

const of = (...partitions: number[]) => partitions.map((partition) => ({ topic: 'users', partition }));

describe('assigned partitions', () => {
  it('show what an assignment gained, lost and retained', () => {
    const assigned = new AssignedPartitions();
    assigned.replace(of(0, 1), 1);
    const change = assigned.replace(of(1, 2), 2);
    expect(toTopicPartitions(change.gained)).toEqual(of(2));
    expect(toTopicPartitions(change.lost)).toEqual(of(0));
    expect(toTopicPartitions(change.retained)).toEqual(of(1));
  });

  it('keep generation, position and pause when retained, and start from nothing when gained again', () => {
    const assigned = new AssignedPartitions();
    assigned.replace(of(0, 1), 1);
    for (const assignedPartition of assigned.list()) Object.assign(assignedPartition, { position: 7, paused: true });
    assigned.replace(of(1), 2);
    assigned.replace(of(0, 1), 3);
    expect(assigned.get('users', 1)).toMatchObject({ generation: 1, position: 7, paused: true });
    expect(assigned.get('users', 0)).toMatchObject({ generation: 3, position: undefined, paused: false });
  });

  it('are current in their own generation only', () => {
    const assigned = new AssignedPartitions();
    assigned.replace(of(0), 3);
    expect(assigned.current({ topic: 'users', partition: 0, generation: 3 })).toBeDefined();
    expect(assigned.current({ topic: 'users', partition: 0, generation: 2 })).toBeUndefined();
    expect(assigned.current({ topic: 'users', partition: 1, generation: 3 })).toBeUndefined();
    expect(toTopicPartitions(assigned.clear())).toEqual(of(0));
    expect(assigned.current({ topic: 'users', partition: 0, generation: 3 })).toBeUndefined();
  });

  it('are dropped by topic', () => {
    const assigned = new AssignedPartitions();
    assigned.replace([...of(0, 1), { topic: 'orders', partition: 1 }], 3);
    expect(toTopicPartitions(assigned.drop(['users', 'unheard-of']))).toEqual(of(0, 1));
    expect(toTopicPartitions(assigned.list())).toEqual([{ topic: 'orders', partition: 1 }]);
    expect(assigned.drop(['users'])).toEqual([]);
  });

  it('are kafkajs’s partitions by topic, as a flat list', () => {
    const partitions = [...of(0, 2), { topic: 'orders', partition: 1 }];
    const grouped = [
      { topic: 'users', partitions: [0, 2] },
      { topic: 'orders', partitions: [1] },
    ];
    expect(flattenPartitions(grouped)).toEqual(partitions);
  });
});
