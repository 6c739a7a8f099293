/** The copy of a failed message: its unchanged parts, and its headers. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deliveriesOf, failuresBefore, forwardedCopy } from '../../../src/consuming/failure/forwarded-copy.js';
import { coreError } from '../../../src/errors/core-errors.js';
import type { TopicPlan } from '../../../src/routing/plan/plan.js';
import { consumed, idlePlan } from '../../support/messages.js';

class Declined extends Error {}
const because = (error: Error) => ({ error, reason: error.message });
const handlerDecided = { error: undefined, reason: 'odd' };
const history = (failures: number) => ({ failures, firstFailedAtMs: 60_000, failuresAttributed: 0 });
const retryPlan: TopicPlan = { ...idlePlan, topic: 'users.shop_app.retry-10s', retryOf: 'users' };
const moving: TopicPlan = { ...idlePlan, policy: { ...idlePlan.policy, retryTopic: 'later' } };

describe('a failed message', () => {
  it('keeps key, value and headers as bytes, and has headers with its source and the cause', () => {
    const [key, value, odd] = [Buffer.from([0xff, 0]), Buffer.from([0xfe]), Buffer.from([0xfd])];
    const headers = { odd, many: [odd, odd], null: null };
    const message = consumed({ offset: 42, timestamp: 1_000, key, value, headers }, idlePlan, history(4));
    expect(forwardedCopy(message, idlePlan, 'dead', because(new Declined('no')))).toEqual({
      topic: 'dead',
      key,
      value,
      partitionKey: Buffer.from('users-0'),
      headerEntries: [
        [Buffer.from('odd'), odd],
        [Buffer.from('many'), odd],
        [Buffer.from('many'), odd],
        [Buffer.from('null'), null],
      ],
      headers: {
        'kfw-source-topic': 'users',
        'kfw-source-partition': '0',
        'kfw-source-offset': '42',
        'kfw-source-timestamp': '1970-01-01T00:00:01.000Z',
        'kfw-source-group': idlePlan.group,
        'kfw-attempts': '4',
        'kfw-error-class': 'Declined',
        'kfw-error-message': 'no',
        'kfw-first-failed-at': '1970-01-01T00:01:00.000Z',
      },
    });
  });

  it.each([
    [coreError('KFW_DECODE_FAILED', { what: 'the value', reason: 'no' }), 'KFW_DECODE_FAILED'],
    [Object.assign(new Error('no'), { code: '23505' }), '23505'],
    [Object.assign(new Error('no'), { code: 5 }), undefined],
    [Object.assign(new Error('no'), { code: '' }), undefined],
    [Object.assign(new Error('no'), { code: 'x'.repeat(101) }), undefined],
    [new Error('no'), undefined],
  ])('says the code of %p, when it has one that is a short text', (error, code) => {
    const earlier = { 'kfw-error-code': Buffer.from('E_EARLIER') };
    const { headers } = forwardedCopy(consumed({ headers: earlier }), idlePlan, 'dead', because(error));
    expect(headers['kfw-error-code']).toBe(code);
    expect(Object.hasOwn(headers, 'kfw-error-code')).toBe(code !== undefined);
  });

  it('stays a tombstone without a key', () => {
    const sent = forwardedCopy(consumed({ key: null, value: null }), moving, 'later', handlerDecided);
    expect(sent).toMatchObject({ key: null, value: null, partitionKey: Buffer.from('users-0') });
  });

  it('goes to a retry topic by its own key, and to dead letters by its source', () => {
    const message = consumed({ key: Buffer.from('ann') });
    expect(forwardedCopy(message, moving, 'later', handlerDecided).partitionKey).toEqual(Buffer.from('ann'));
    expect(forwardedCopy(message, moving, 'dead', handlerDecided).partitionKey).toEqual(Buffer.from('users-0'));
  });

  it('has no error headers when its handler gave a reason, even if it failed before', () => {
    const { headers } = forwardedCopy(
      consumed({ headers: { 'kfw-error-class': Buffer.from('Old') } }),
      idlePlan,
      'dead',
      handlerDecided,
    );
    expect(headers).toMatchObject({ 'kfw-error-message': 'odd', 'kfw-attempts': '1' });
    expect(Object.keys(headers)).not.toContain('kfw-error-class');
  });

  it.each([
    [new Declined('no'), 'Declined'],
    [new TypeError('no'), 'TypeError'],
    [Object.assign(new Error('no'), { name: 'Odd' }), 'Odd'],
    [Object.assign(new Error('no'), { code: 'E_X' }), 'Error'],
    [coreError('KFW_DECODE_FAILED', { what: 'the value', reason: 'no' }), 'KFW_DECODE_FAILED'],
  ])('names the class of %p', (error, name) => {
    const { headers } = forwardedCopy(consumed({}), idlePlan, 'dead', because(error));
    expect(headers['kfw-error-class']).toBe(name);
  });

  it('bounds the message of an error', () => {
    const { headers } = forwardedCopy(consumed({}), idlePlan, 'dead', because(new Error('x'.repeat(5_000))));
    expect(headers['kfw-error-message']).toBe('x'.repeat(2_000));
  });

  it('has an empty timestamp header when its timestamp is invalid', () => {
    const { headers } = forwardedCopy(
      consumed({ timestamp: Number.MAX_SAFE_INTEGER }),
      idlePlan,
      'dead',
      handlerDecided,
    );
    expect(headers['kfw-source-timestamp']).toBe('');
  });

  it('of a retry topic keeps the headers about its source, and has its own when those are incomplete', () => {
    const source = {
      'kfw-source-topic': Buffer.from('users'),
      'kfw-source-partition': Buffer.from('3'),
      'kfw-source-offset': Buffer.from('99'),
      'kfw-source-timestamp': Buffer.from('2026-01-01T00:00:00.000Z'),
    };
    const whole = forwardedCopy(consumed({ offset: 1, headers: source }, retryPlan), retryPlan, 'dead', handlerDecided);
    expect(whole.headers).toMatchObject({
      'kfw-source-topic': 'users',
      'kfw-source-partition': '3',
      'kfw-source-offset': '99',
    });
    expect(whole.partitionKey).toEqual(Buffer.from('users-3'));
    const { 'kfw-source-offset': _offset, ...partly } = source;
    const other = forwardedCopy(consumed({ offset: 1, headers: partly }, retryPlan), retryPlan, 'dead', handlerDecided);
    expect(other.headers).toMatchObject({ 'kfw-source-topic': retryPlan.topic, 'kfw-source-offset': '1' });
  });

  it('trusts headers about a source in a retry topic only', () => {
    const headers = Object.fromEntries(
      ['topic', 'partition', 'offset', 'timestamp'].map((name) => [`kfw-source-${name}`, Buffer.from('forged')]),
    );
    expect(forwardedCopy(consumed({ offset: 7, headers }), idlePlan, 'dead', handlerDecided).headers).toMatchObject({
      'kfw-source-topic': 'users',
      'kfw-source-partition': '0',
      'kfw-source-offset': '7',
    });
  });

  it('does not change the headers of the original message', () => {
    const headers = Object.freeze({ odd: Buffer.from('a') });
    forwardedCopy(consumed({ headers }), idlePlan, 'dead', because(new Error('no')));
    expect(Object.keys(headers)).toEqual(['odd']);
  });
});

describe('the number of deliveries of a message', () => {
  it('counts a failure once, and a verdict as a delivery', () => {
    const message = consumed({}, idlePlan, history(2));
    expect(deliveriesOf(message, handlerDecided)).toBe(3);
    message.countFailure();
    expect(deliveriesOf(message, because(new Error('no')))).toBe(3);
  });

  it('is read from the headers in a retry topic, with the time of the first failure in milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(4_000_000_000_000), (failures, firstFailedAtMs) => {
        const message = consumed({}, idlePlan, { failures, firstFailedAtMs, failuresAttributed: 2 });
        const { headers } = forwardedCopy(message, moving, 'later', because(new Error('no')));
        const raw = Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [name, Buffer.from(String(text))]),
        );
        expect(failuresBefore(raw)).toEqual({ failures, firstFailedAtMs, failuresAttributed: 0 });
      }),
    );
  });

  it.each(['', 'many', '-1', '0', '1.5', '1e99', 'Infinity'])('is 0 when the header is "%s"', (text) => {
    const headers = { 'kfw-attempts': Buffer.from(text), 'kfw-first-failed-at': Buffer.from('yesterday') };
    expect(failuresBefore(headers)).toEqual({ failures: 0, firstFailedAtMs: undefined, failuresAttributed: 0 });
  });

  it('is that of the first of several headers, and 0 without any', () => {
    expect(failuresBefore({ 'kfw-attempts': [Buffer.from('2'), Buffer.from('5')] }).failures).toBe(2);
    expect(failuresBefore({})).toEqual({ failures: 0, firstFailedAtMs: undefined, failuresAttributed: 0 });
  });
});
