import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Consumer } from '../../../src/consuming/handler/consumer.js';
import { json } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { Payload } from '../../../src/routing/declare/consumer-decorators.js';
import { drawRoutes } from '../../../src/routing/declare/draw.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { compilePlan } from '../../../src/routing/plan/compile-plan.js';
import { codecs } from '../../support/world.js';
import { RecordingDeliverer } from '../recording-deliverer.js';

let recorder = new RecordingDeliverer();
beforeEach(() => {
  recorder = new RecordingDeliverer();
  recorder.use({ clientId: 'shop' });
});

@Topic('users', { schema: json<number>(), multiple: true, required: false })
@Topic('audit', { schema: json<string>(), required: false })
class PairResponder extends Responder<{ users: number; audit: string }> {
  static readonly atomic: boolean = true;
  respond(users: readonly number[]): void {
    for (const id of users) this.respondTo('users', id);
    if (users.length > 0) this.respondTo('audit', `${users}`);
  }
}

class LooseResponder extends PairResponder {
  static override readonly atomic: boolean = false;
}

describe('an atomic responder', () => {
  it('sends all messages of a call in one transaction', async () => {
    const report = await PairResponder.call([1, 2]);
    expect(recorder.calls).toMatchObject([
      { how: 'atomic', messages: [{ topic: 'users' }, { topic: 'users' }, { topic: 'audit' }] },
    ]);
    expect(recorder.calls[0]?.transactionalId).toMatch(/^shop-[0-9a-f]{12}-PairResponder-0$/);
    expect(report.users?.map(([payload]) => payload)).toEqual([1, 2]);
  });

  it('begins no transaction for nothing', async () => {
    expect(await PairResponder.call([])).toEqual({});
    expect(recorder.calls).toEqual([]);
  });

  it('is one by its own word, not by its parent’s', async () => {
    await LooseResponder.call([1]);
    expect(recorder.calls).toMatchObject([{ how: 'deliver' }]);
  });

  it('uses one id for calls that come one by one', async () => {
    for (const id of [1, 2, 3]) await PairResponder.call([id]);
    expect(new Set(recorder.calls.map(({ transactionalId }) => transactionalId)).size).toBe(1);
  });

  it('runs four transactions concurrently, each with its own id, and queues the rest in order', async () => {
    const gate = Promise.withResolvers<void>();
    recorder.gate = gate.promise;
    const calls = Array.from({ length: 9 }, (_none, id) => PairResponder.call([id]));
    for (let turns = 0; turns < 10; turns++) await turn();
    const ids = recorder.calls.map(({ transactionalId }) => transactionalId);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    gate.resolve();
    await Promise.all(calls);
    expect(recorder.calls.map(({ messages }) => String(messages[0]?.value))).toEqual([...'012345678']);
    expect(new Set(recorder.calls.map(({ transactionalId }) => transactionalId)).size).toBe(4);
  });

  it('gives its id back when a transaction fails', async () => {
    recorder.gate = Promise.reject(new Error('fenced'));
    for (let calls = 0; calls < 6; calls++) await expect(PairResponder.call([1])).rejects.toThrow('fenced');
    recorder.gate = Promise.resolve();
    await PairResponder.call([1]);
    expect(new Set(recorder.calls.map(({ transactionalId }) => transactionalId)).size).toBe(1);
  });

  it('never shares an id with another process', async () => {
    await PairResponder.call([1]);
    recorder.use({ clientId: 'shop' });
    await PairResponder.call([1]);
    expect(new Set(recorder.calls.map(({ transactionalId }) => transactionalId)).size).toBe(2);
  });

  it('refuses callAsync', async () => {
    await expect(PairResponder.callAsync([1])).rejects.toMatchObject({ code: 'KFW_RESPONDER_ATOMIC' });
    expect(recorder.calls).toEqual([]);
  });

  it('is a mistake at boot when it is neither true nor false', () => {
    @Topic('users', { schema: json<number>() })
    class OddResponder extends Responder<{ users: number }> {
      respond(): void {}
    }
    Object.defineProperty(OddResponder, 'atomic', { value: 'yes' });
    @Payload(json())
    class OddConsumer extends Consumer {
      process(): void {}
    }
    const routes = drawRoutes(({ topic }) => topic('users', { consumer: OddConsumer }));
    const responders = new Map([['OddResponder', OddResponder]]) as never;
    expect(() => compilePlan({ routes, clientId: 'shop', codecs, responders })).toThrow(
      "OddResponder has static atomic = 'yes'. Let it be true or false, or leave it out.",
    );
  });
});

describe('callAsync', () => {
  it('resolves when all is in the buffer', async () => {
    expect(await LooseResponder.callAsync([1, 2])).toBeUndefined();
    expect(recorder.calls).toMatchObject([
      { how: 'async', messages: [{ topic: 'users' }, { topic: 'users' }, { topic: 'audit' }] },
    ]);
  });

  it('buffers nothing when something is wrong', async () => {
    class StrayResponder extends LooseResponder {
      override respond(): void {
        this.respondTo('audit', 'one');
        this.respondTo('audit', 'two');
      }
    }
    await expect(StrayResponder.callAsync([])).rejects.toMatchObject({ code: 'KFW_RESPONDER_TOPIC_REPEATED' });
    expect(recorder.calls).toEqual([]);
  });
});
