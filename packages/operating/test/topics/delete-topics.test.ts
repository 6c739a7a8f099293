import { expect, it } from '@jest/globals';
import { deleteTopics } from '../../src/index.js';

const refused = new Error('cannot delete topic users: the ACL is missing');

it('names the topics that are gone when the cluster refuses others', async () => {
  const deleteOne = () => Promise.reject(refused);
  const found = await deleteTopics({ deleteTopics: deleteOne, listTopics: async () => ['users'] }, ['orders', 'users']);
  expect(found).toEqual({ deleted: ['orders'], error: refused });
});

it('names none when the cluster cannot be asked any more', async () => {
  const fails = () => Promise.reject(refused);
  const found = await deleteTopics({ deleteTopics: fails, listTopics: fails }, ['orders', 'users']);
  expect(found).toEqual({ deleted: [], error: refused });
});
