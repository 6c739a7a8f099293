/** The same responses as Apache Kafka 4.1's to the same requests, recorded by hand. */
import { describe, expect, it } from '@jest/globals';
import { errorCodes } from '../../src/index.js';
import { checkNewTopic, type NewTopic } from '../../src/topics/new-topic.js';

const check = (topic: Partial<NewTopic>) =>
  checkNewTopic(
    { name: 'orders', partitions: -1, replicationFactor: -1, assignments: [], configs: [], ...topic },
    { all: () => [] },
    4,
  );
const assigned = (...replicas: readonly (readonly [number, readonly number[]])[]) => ({
  assignments: replicas.map(([partition, ids]) => ({ partition, replicas: ids })),
});
const manual = 'A manual partition assignment was specified, but';
const includes = 'The manual partition assignment includes';
const names = (mistake: string): string => `Topic name is invalid: ${mistake}`;
const characters = "contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'";

describe('a new topic', () => {
  it('has the requested partitions, the assigned ones, or the default', () => {
    expect(check({ partitions: 3, replicationFactor: 1 }).partitions).toBe(3);
    expect(check(assigned([1, [1]], [0, [1]])).partitions).toBe(2);
    expect(check({}).partitions).toBe(4);
  });

  it('has the requested settings', () => {
    const configs = [['cleanup.policy', 'delete, compact'] as const, ['retention.ms', '-1'] as const];
    expect([...check({ configs }).overrides]).toEqual(configs);
  });

  it.each<[Partial<NewTopic>, keyof typeof errorCodes, string]>([
    [{ name: '' }, 'INVALID_TOPIC_EXCEPTION', names('the empty string is not allowed')],
    [{ name: '.' }, 'INVALID_TOPIC_EXCEPTION', names("'.' is not allowed")],
    [{ name: '..' }, 'INVALID_TOPIC_EXCEPTION', names("'..' is not allowed")],
    [{ name: 'a b' }, 'INVALID_TOPIC_EXCEPTION', names(`'a b' ${characters}`)],
    [{ name: '../a' }, 'INVALID_TOPIC_EXCEPTION', names(`'../a' ${characters}`)],
    [{ name: 'ä' }, 'INVALID_TOPIC_EXCEPTION', names(`'ä' ${characters}`)],
    [
      { name: 'x'.repeat(250) },
      'INVALID_TOPIC_EXCEPTION',
      names(`the length of '${'x'.repeat(250)}' is longer than the max allowed length 249`),
    ],
    [{ partitions: 0 }, 'INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.'],
    [{ partitions: -2 }, 'INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.'],
    [{ partitions: 10_001 }, 'POLICY_VIOLATION', 'Excessively large number of partitions per request.'],
    [
      { replicationFactor: 0 },
      'INVALID_REPLICATION_FACTOR',
      'Replication factor must be larger than 0, or -1 to use the default value.',
    ],
    [
      { replicationFactor: 3 },
      'INVALID_REPLICATION_FACTOR',
      'Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.',
    ],
    [
      { ...assigned([0, [1]]), partitions: 1, replicationFactor: 1 },
      'INVALID_REQUEST',
      `${manual} replication factor was not set to -1.`,
    ],
    [{ ...assigned([0, [1]]), partitions: 1 }, 'INVALID_REQUEST', `${manual} numPartitions was not set to -1.`],
    [
      assigned([0, [1]], [2, [1]]),
      'INVALID_REPLICA_ASSIGNMENT',
      'partitions should be a consecutive 0-based integer sequence',
    ],
    [
      assigned([0, [1]], [0, [1]]),
      'INVALID_REPLICA_ASSIGNMENT',
      'Found multiple manual partition assignments for partition 0',
    ],
    [assigned([0, []]), 'INVALID_REPLICA_ASSIGNMENT', `${includes} an empty replica list.`],
    [assigned([0, [9]]), 'INVALID_REPLICA_ASSIGNMENT', `${includes} broker 9, but no such broker is registered.`],
    [assigned([0, [1, 1]]), 'INVALID_REPLICA_ASSIGNMENT', `${includes} the broker 1 more than once.`],
  ])('is rejected: %j', (topic, code, message) => {
    expect(() => check(topic)).toThrow(expect.objectContaining({ code: errorCodes[code], message }));
  });

  it.each([
    ['foo.bar', '1', 'Unknown topic config name: foo.bar'],
    ['retention.ms', null, 'Null value not supported for topic configs: retention.ms'],
    ['retention.ms', 'abc', 'Invalid value abc for configuration retention.ms: Not a number of type LONG'],
    ['retention.ms', '-2', 'Invalid value -2 for configuration retention.ms: Value must be at least -1'],
    [
      'flush.ms',
      '9223372036854775808',
      'Invalid value 9223372036854775808 for configuration flush.ms: Not a number of type LONG',
    ],
    [
      'cleanup.policy',
      'foo',
      'Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete',
    ],
    [
      'message.timestamp.type',
      'foo',
      'Invalid value foo for configuration message.timestamp.type: String must be one of: CreateTime, LogAppendTime',
    ],
    [
      'preallocate',
      'foo',
      'Invalid value foo for configuration preallocate: Expected value to be either true or false',
    ],
    [
      'segment.bytes',
      '99999999999',
      'Invalid value 99999999999 for configuration segment.bytes: Not a number of type INT',
    ],
    ['segment.bytes', '1', 'Invalid value 1 for configuration segment.bytes: Value must be at least 1048576'],
    [
      'min.cleanable.dirty.ratio',
      '1.5',
      'Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no more than 1',
    ],
  ])('is rejected with the setting %s=%s', (name, value, message) => {
    expect(() => check({ configs: [[name, value]] })).toThrow(
      expect.objectContaining({ code: errorCodes.INVALID_CONFIG, message }),
    );
  });
});
