import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ResponderKey } from '../../../src/contracts/responder-contract.js';
import { json, text } from '../../../src/payloads/schemas.js';
import { Responder } from '../../../src/responding/responder/responder.js';
import { Topic } from '../../../src/routing/declare/responder-decorators.js';
import { RecordingDeliverer } from '../recording-deliverer.js';

interface User {
  id: number;
}

let recorder = new RecordingDeliverer();
beforeEach(() => {
  recorder = new RecordingDeliverer();
  recorder.use();
});

@Topic('users', { schema: json<User>(), keySchema: json<{ id: number }>() })
class UsersResponder extends Responder<{ users: User }> {
  respond({ id, gone = false }: { id: number; gone?: boolean }): void {
    if (gone) this.tombstoneTo('users', { id }, { headers: { why: 'asked' }, timestamp: 5 });
    else this.respondTo('users', { id });
  }
}

@Topic('accounts', { schema: json<User>(), partitionKey: ({ id }) => `${id}` })
@Topic('names', { schema: text(), required: false })
class AccountsResponder extends Responder<{ accounts: User; names: string }> {
  respond(_input: unknown): void {}
}

describe('a tombstone', () => {
  it('has no value, and its key as the key schema writes it', async () => {
    expect(await UsersResponder.tombstone({ id: 7 }, { headers: { why: 'asked' }, partition: 2 })).toEqual({
      topic: 'users',
      partition: 2,
      offset: '0',
    });
    expect(recorder.messages).toMatchObject([
      { topic: 'users', key: Buffer.from('{"id":7}'), value: null, headers: { why: 'asked' }, partition: 2 },
    ]);
  });

  it('counts as the use of its topic in a call, and is reported with null', async () => {
    const report = await UsersResponder.call({ id: 7, gone: true });
    expect(report).toEqual({ users: [[null, { topic: 'users', partition: 0, offset: '0' }]] });
    expect(recorder.messages).toMatchObject([{ key: Buffer.from('{"id":7}'), value: null, timestamp: 5 }]);
  });

  it('counts towards "multiple", too', async () => {
    class Twice extends UsersResponder {
      override respond({ id }: { id: number }): void {
        this.respondTo('users', { id });
        this.tombstoneTo('users', { id });
      }
    }
    await expect(Twice.call({ id: 1 })).rejects.toMatchObject({ code: 'KFW_RESPONDER_TOPIC_REPEATED' });
    expect(recorder.calls).toEqual([]);
  });

  it('goes to the topic that is named, whatever else is required', async () => {
    await AccountsResponder.tombstone('x', { topic: 'names' });
    expect(recorder.messages).toMatchObject([{ topic: 'names', key: Buffer.from('x'), value: null }]);
  });

  it('is placed where the message lies that it deletes', async () => {
    await AccountsResponder.tombstone('x', { topic: 'accounts', partitionKey: '7' });
    expect(recorder.messages).toMatchObject([{ partitionKey: Buffer.from('7') }]);
  });

  it.each([
    [
      'none of several topics is named',
      () => AccountsResponder.tombstone('x', {} as never),
      'KFW_TOMBSTONE_TOPIC_OPEN',
    ],
    [
      'the topic is not declared',
      () => UsersResponder.tombstone('x', { topic: 'other' as 'users' }),
      'KFW_RESPONDER_TOPIC_UNDECLARED',
    ],
    ['it has no key', () => UsersResponder.tombstone(null as unknown as ResponderKey), 'KFW_TOMBSTONE_KEYLESS'],
    [
      'partitions are chosen from payloads and nothing tells its own',
      () => AccountsResponder.tombstone('x', { topic: 'accounts' }),
      'KFW_TOMBSTONE_UNPLACED',
    ],
  ])('is not sent when %s', async (_what, send, code) => {
    await expect(send()).rejects.toMatchObject({ code });
    expect(recorder.calls).toEqual([]);
  });
});
