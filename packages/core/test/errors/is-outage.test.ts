/** Which errors mean that something is down, in the shapes in which clients throw them. */
import { createConnection } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { coreError } from '../../src/errors/core-errors.js';
import { isOutage } from '../../src/errors/is-outage.js';

const given = (fields: object, message = 'no') => Object.assign(new Error(message), fields);
const refused = () => given({ code: 'ECONNREFUSED', syscall: 'connect' });

describe('an outage', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
    ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET', 'ESERVFAIL', 'ETIMEOUT'],
    ...['08000', '08006', '53100', '53300', '57P01', '57P02', '57P03', 'P1001', 'CONNECTION_CLOSED'],
    ...['KFW_BROKER_UNREACHABLE', 'KFW_REGISTRY_UNREACHABLE', 'KFW_TOPIC_UNAVAILABLE', 'KFW_DELIVERY_EXPIRED'],
  ])('is told by the code %s', (code) => {
    expect(isOutage(given({ code }))).toBe(true);
    expect(isOutage(new Error('could not save', { cause: given({ code }) }))).toBe(true);
  });

  it.each([502, 503, 504])('is told by the HTTP status %d, wherever clients keep it', (status) => {
    for (const shape of [
      { status },
      { statusCode: status },
      { response: { status } },
      { response: { statusCode: status } },
    ]) {
      expect(isOutage(given(shape))).toBe(true);
      expect(isOutage(shape)).toBe(true);
    }
  });

  it.each([
    ['a socket that hung up', given({}, 'socket hang up')],
    ['a Redis that loads', given({ name: 'ReplyError' }, 'LOADING Redis is loading the dataset in memory')],
    ['a Redis that is gone', given({}, 'Connection is closed.')],
    ['ioredis after its retries', given({ name: 'MaxRetriesPerRequestError' })],
    ['node-redis by its class', new (class SocketClosedUnexpectedlyError extends Error {})()],
    ['pg', given({}, 'Connection terminated unexpectedly')],
    ['pg-pool', given({}, 'timeout exceeded when trying to connect')],
    ['mysql2', given({ sqlState: '08S01' })],
    ['fetch', new TypeError('fetch failed', { cause: refused() })],
    ['fetch that AbortSignal.timeout ended', new DOMException('The operation was aborted', 'TimeoutError')],
    ['a mapper that keeps what the driver threw', given({ driverError: refused() })],
    ['a local socket that is gone', given({ code: 'ENOENT', syscall: 'connect' })],
    ['addresses that all refuse', new AggregateError([refused(), given({ code: 'ETIMEDOUT' })])],
  ])('is told by what comes from %s', (_client, error) => {
    expect(isOutage(error)).toBe(true);
  });

  it('is told by what Node itself throws', async () => {
    const error = await new Promise((resolve) => createConnection({ host: 'localhost', port: 1 }).on('error', resolve));
    expect(isOutage(error)).toBe(true);
  });

  it.each([
    ['another error', new Error('no')],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'ECONNREFUSED'],
    ['a text that speaks of one', given({}, 'the customer reported: ECONNREFUSED')],
    ['a unique key', given({ code: '23505' })],
    ['a statement that took too long', given({ code: '57014' })],
    ['a file that is missing', given({ code: 'ENOENT', syscall: 'open' })],
    ['HTTP 500', given({ status: 500 })],
    ['HTTP 404 of axios', given({ code: 'ERR_BAD_REQUEST', response: { status: 404 } })],
    ['HTTP 429', given({ response: { statusCode: 429 } })],
    ['a handler timeout', coreError('KFW_HANDLER_TIMEOUT', { consumer: 'C', handlerTimeoutMs: 1 })],
    ['a handler that was aborted', new DOMException('This operation was aborted', 'AbortError')],
    ['an abort that has a cause', given({ name: 'AbortError', cause: refused() })],
    ['a cancelled request of axios', given({ name: 'CanceledError', code: 'ERR_CANCELED' })],
    ['a deadline of another kind', given({ name: 'TimeoutError' })],
    ['fetch without a cause', new TypeError('fetch failed')],
    ['a certificate', new TypeError('fetch failed', { cause: given({ code: 'CERT_HAS_EXPIRED' }) })],
    ['addresses of which one has another reason', new AggregateError([refused(), new Error('no')])],
    ['no addresses at all', new AggregateError([])],
    ['a message that cannot be decoded', coreError('KFW_DECODE_FAILED', { what: 'it', reason: 'no' })],
    ['a call that is larger than the buffer', given({ code: 'KFW_BUFFER_FULL' })],
  ])('is not %s', (_name, error) => {
    expect(isOutage(error)).toBe(false);
  });

  it('is not an aggregate whose first code looks like one, as Node gives it', () => {
    const error = Object.assign(new AggregateError([refused(), new Error('no')]), { code: 'ECONNREFUSED' });
    expect(isOutage(error)).toBe(false);
  });

  it('is a delivery of which all messages met one', () => {
    const delivery = (...errors: Error[]) => given({ undelivered: errors.map((error) => ({ error })) });
    expect(isOutage(delivery(refused(), given({ code: 'KFW_DELIVERY_EXPIRED' })))).toBe(true);
    expect(isOutage(delivery(refused(), given({ code: 'KFW_MESSAGE_TOO_LARGE' })))).toBe(false);
  });

  it('is found through circles and chains of causes, which are bounded', () => {
    const circle = given({});
    circle.cause = new Error('inner', { cause: circle });
    expect(isOutage(circle)).toBe(false);
    const self = new AggregateError([]);
    self.errors.push(self, refused());
    expect(isOutage(self)).toBe(false);
    const chain = (length: number) => {
      let error: Error = refused();
      for (let count = 0; count < length; count++) error = new Error('outer', { cause: error });
      return error;
    };
    expect(isOutage(chain(50))).toBe(true);
    expect(isOutage(chain(100_000))).toBe(false);
  });

  it('is not what cannot be read', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const thrown of [
      hostile,
      proxy,
      {
        get code() {
          throw new Error('no');
        },
      },
    ])
      expect(isOutage(thrown)).toBe(false);
  });
});
