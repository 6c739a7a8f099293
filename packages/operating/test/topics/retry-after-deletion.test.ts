import { expect, it } from '@jest/globals';
import { defineErrors } from '@kfw/core';
import { retryAfterDeletion } from '../../src/topics/retry-after-deletion.js';

const error = defineErrors({ KFW_TOPIC_UNKNOWN: () => 'gone', KFW_ADMIN_FAILED: () => 'refused' });

it('looks again when a topic vanished', async () => {
  const looks = [() => Promise.reject(error('KFW_TOPIC_UNKNOWN', {})), () => Promise.resolve(['orders'])];
  expect(await retryAfterDeletion(() => looks.shift()?.() ?? Promise.reject(new Error('too often')))).toEqual([
    'orders',
  ]);
});

it('gives up when topics keep vanishing', async () => {
  let looks = 0;
  const look = () => {
    looks++;
    return Promise.reject(error('KFW_TOPIC_UNKNOWN', {}));
  };
  await expect(retryAfterDeletion(look)).rejects.toMatchObject({ code: 'KFW_TOPIC_UNKNOWN' });
  expect(looks).toBe(5);
});

it('repeats nothing else', async () => {
  let looks = 0;
  const look = () => {
    looks++;
    return Promise.reject(error('KFW_ADMIN_FAILED', {}));
  };
  await expect(retryAfterDeletion(look)).rejects.toMatchObject({ code: 'KFW_ADMIN_FAILED' });
  expect(looks).toBe(1);
});
