import { expect, it } from '@jest/globals';
import type { FetchedSchema } from '../src/registry/schema-registry.js';
import { WriterSchemas } from '../src/registry/writer-schemas.js';

it('fetches an id once while it is being fetched, and again after a failure', async () => {
  const asked: { id: number; answer: PromiseWithResolvers<FetchedSchema> }[] = [];
  const schemas = new WriterSchemas({
    fetch(id) {
      const answer = Promise.withResolvers<FetchedSchema>();
      asked.push({ id, answer });
      return answer.promise;
    },
  });
  const first = schemas.resolve([1, 2]);
  const second = schemas.resolve([2, 1]);
  expect(asked.map(({ id }) => id)).toEqual([1, 2]);
  asked[0]?.answer.reject(new Error('down'));
  asked[1]?.answer.resolve({ state: 'unusable', reason: 'no Avro' });
  await expect(first).rejects.toThrow('down');
  await expect(second).rejects.toThrow('down');
  expect([schemas.has(1), schemas.has(2)]).toEqual([false, true]);
  const third = schemas.resolve([1]);
  asked[2]?.answer.resolve({ state: 'unknown' });
  await third;
  expect([asked.length, schemas.has(1)]).toEqual([3, false]);
});
