import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProduceCall, ProduceMiddleware } from '../../../src/contracts/produce-call.js';
import { json } from '../../../src/payloads/schemas.js';
import { withProduceMiddleware } from '../../../src/responding/responder/produce-middleware.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { RecordingDeliverer } from '../recording-deliverer.js';

let recorder = new RecordingDeliverer();
beforeEach(() => {
  recorder = new RecordingDeliverer();
});

@Topic('users', { schema: json<number>(), multiple: true, eventId: false })
class UsersResponder extends Responder<{ users: number }> {
  respond(ids: readonly number[]): void {
    for (const id of ids) this.respondTo('users', id, { key: `${id}`, headers: { a: '1' } });
  }
}

describe('middleware on produce', () => {
  it('goes around the sending, the first outermost, and sees who sends what and where it went', async () => {
    const story: unknown[] = [];
    const layer =
      (name: string): ProduceMiddleware =>
      async ({ responder, buffered, messages }, next) => {
        story.push([name, responder, buffered, messages.map(({ topic, key }) => `${topic} ${key}`)]);
        const delivered = await next();
        story.push([name, delivered.length]);
        return delivered;
      };
    recorder.use({ produceMiddleware: [layer('outer'), layer('inner')] });
    const report = await UsersResponder.call([1, 2]);
    const seen = ['UsersResponder', false, ['users 1', 'users 2']];
    expect(story).toEqual([
      ['outer', ...seen],
      ['inner', ...seen],
      ['inner', 2],
      ['outer', 2],
    ]);
    expect(report.users?.map(([, { offset }]) => offset)).toEqual(['0', '1']);
  });

  it('adds headers, to this send alone', async () => {
    const shared = Object.freeze({ a: '1' });
    const stamp: ProduceMiddleware = ({ messages }, next) => {
      for (const { headers } of messages) headers.b = '2';
      return next();
    };
    const message = { topic: 'users', key: null, value: null, headers: shared };
    await withProduceMiddleware(recorder, [stamp]).deliver([message, message]);
    expect(recorder.messages.map(({ headers }) => headers)).toEqual([
      { a: '1', b: '2' },
      { a: '1', b: '2' },
    ]);
    expect(shared).toEqual({ a: '1' });
  });

  it('wraps whatever is sent: one, many, buffered, in a transaction', async () => {
    const calls: [string | undefined, boolean, number][] = [];
    const count: ProduceMiddleware = ({ responder, buffered, messages }: ProduceCall, next) => {
      calls.push([responder, buffered, messages.length]);
      return next();
    };
    const message = { topic: 'users', key: null, value: null, headers: {} };
    const { producer } = recorder.use({ produceMiddleware: [count] });
    await producer.deliver([message, message]);
    expect(await producer.deliverOne(message)).toEqual({ topic: 'users', partition: 0, offset: '0' });
    await producer.deliverAsync([message]);
    await producer.deliverAtomically('id', [message, message]);
    await UsersResponder.callAsync([1]);
    await UsersResponder.tombstone('1');
    expect(calls).toEqual([
      [undefined, false, 2],
      [undefined, false, 1],
      [undefined, true, 1],
      [undefined, false, 2],
      ['UsersResponder', true, 1],
      ['UsersResponder', false, 1],
    ]);
    expect(recorder.calls.map(({ how }) => how)).toEqual(['deliver', 'deliver', 'async', 'atomic', 'async', 'deliver']);
  });

  it('fails the call with what it throws, and sends nothing before next', async () => {
    const refuse: ProduceMiddleware = () => Promise.reject(new Error('not allowed'));
    recorder.use({ produceMiddleware: [refuse] });
    await expect(UsersResponder.call([1])).rejects.toThrow('not allowed');
    expect(recorder.calls).toEqual([]);
  });

  it('may keep messages from being sent', async () => {
    recorder.use({ produceMiddleware: [async () => []] });
    expect(await UsersResponder.call([1])).toEqual({});
    expect(recorder.calls).toEqual([]);
  });

  it('is not there when there is none', () => {
    expect(withProduceMiddleware(recorder, [])).toBe(recorder);
  });
});
