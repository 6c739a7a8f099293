// #region imports
import { describe, expect, it } from '@jest/globals';
import { sentMessages } from '@kfw/testing';
import { deliver } from 'kfw';
import type { UserEvent } from '../app/schemas/user-event.js';
import { plain, renamed, shutDown, track } from '../deliver.js';

// #endregion

const event: UserEvent = { eventName: 'user_renamed', payload: { id: 7 } };

// #region deliver
describe('renamed', () => {
  it('sends an event per user, and one to the audit', async () => {
    const places = await renamed([{ eventName: 'user_renamed', payload: { id: 7 } }]);

    expect(places).toEqual(['users[0] 0', 'audit[0] 0']);
    expect(sentMessages('users')).toMatchObject([{ key: '7', payload: { eventName: 'user_renamed' } }]);
    expect(sentMessages('audit')).toMatchObject([{ key: null, payload: '1 users renamed' }]);
  });
});
// #endregion

describe('the other examples', () => {
  it('send their messages', async () => {
    await plain({ id: 'o-1' } as never);
    await track(event);
    await deliver('users', event);
    await shutDown();

    expect(sentMessages('notes')).toMatchObject([{ payload: 'text goes as text' }]);
    expect(sentMessages('images')).toMatchObject([{ payload: Buffer.from('ffd8ff', 'hex') }]);
    expect(sentMessages('orders-json').map(({ key, payload }) => [key, payload])).toEqual([
      ['o-1', { id: 'o-1', of: 'anything else as JSON' }],
      ['null is a tombstone', null],
    ]);
    expect(sentMessages('users')).toMatchObject([{ key: '7', payload: event }, { payload: event }]);
  });
});
