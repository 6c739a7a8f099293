import { describe, expect, it } from '@jest/globals';
import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { describeError, isRetriable, protocolErrorOf } from '../../src/kafkajs/kafkajs-errors.js';

const protocol = (type: string, retriable: boolean) =>
  new KafkaJSProtocolError(Object.assign(new Error('What the broker said.'), { type, code: 1, retriable }));
const connection = (code: string) => new KafkaJSConnectionError('Connection error: it failed', { code });
const afterRetries = (cause: Error) => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });

describe('an error of kafkajs', () => {
  it.each([
    [connection('ECONNREFUSED'), 'connection refused'],
    [connection('ENOTFOUND'), 'host name not found'],
    [connection('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS: the certificate is self-signed; give it as `ca`'],
    [afterRetries(connection('ECONNREFUSED')), 'connection refused'],
    [new KafkaJSConnectionError('Connection timeout'), 'connection timed out'],
    [
      Object.assign(new Error('Closed'), { name: 'KafkaJSConnectionClosedError' }),
      'the broker closed the connection (does it expect TLS or SASL?)',
    ],
    [protocol('MESSAGE_TOO_LARGE', false), 'What the broker said (MESSAGE_TOO_LARGE)'],
    [new TypeError('Something else.'), 'Something else'],
  ])('is described: %s', (error, words) => {
    expect(describeError(error)).toBe(words);
  });

  it('is described by the first rejected topic, not by all together', () => {
    const refused = Object.assign(new Error('Replication-factor is invalid.'), { type: 'INVALID_REPLICATION_FACTOR' });
    const all = Object.assign(new Error('Topic creation errors'), { errors: [refused] });
    expect(describeError(all)).toBe('Replication-factor is invalid (INVALID_REPLICATION_FACTOR)');
  });

  it('is retriable when kafkajs marks its root cause so', () => {
    expect(isRetriable(afterRetries(protocol('NOT_LEADER_FOR_PARTITION', true)))).toBe(true);
    expect(isRetriable(connection('ECONNREFUSED'))).toBe(true);
    expect(isRetriable(protocol('MESSAGE_TOO_LARGE', false))).toBe(false);
    expect(isRetriable(new TypeError('a fault'))).toBe(false);
  });

  it('has Kafka’s name when a broker sent it', () => {
    expect(protocolErrorOf(afterRetries(protocol('NOT_LEADER_FOR_PARTITION', true)))).toBe('NOT_LEADER_FOR_PARTITION');
    expect(protocolErrorOf(connection('ECONNREFUSED'))).toBeUndefined();
  });
});
