import { beforeEach, describe, expect, it } from '@jest/globals';
import { avroError } from '../src/errors.js';
import { Unavailable } from '../src/registry/requests/registry-failure.js';
import type { FetchedSchema } from '../src/registry/schema-registry.js';
import { WriterSchemas } from '../src/registry/writer-schemas.js';

interface Asked {
  readonly id: number;
  readonly response: PromiseWithResolvers<FetchedSchema>;
}

let asked: Asked[];
let now: number;
let schemas: WriterSchemas;

beforeEach(() => {
  asked = [];
  now = 0;
  const fetch = (id: number) => {
    const response = Promise.withResolvers<FetchedSchema>();
    asked.push({ id, response });
    return response.promise;
  };
  schemas = new WriterSchemas({ fetch }, () => now);
});

const ids = () => asked.map(({ id }) => id);
const unusable = { state: 'unusable', reason: 'no Avro' } as const;
const down = (silent: boolean) => {
  const cause = new Unavailable('down', { unresponsive: silent });
  return avroError('KFW_REGISTRY_UNREACHABLE', { url: 'http://a', setting: 'b', reason: 'down' }, { cause });
};

/** Lets settled promises take effect. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function answerAll(response: FetchedSchema | Error): Promise<void> {
  for (let done = 0; done < asked.length; ) {
    const next = asked.slice(done);
    done = asked.length;
    for (const { response: to } of next) response instanceof Error ? to.reject(response) : to.resolve(response);
    await settled();
  }
}

describe('schemas by id', () => {
  it('are fetched once, each independently', async () => {
    const first = schemas.resolve([1, 2]);
    const second = schemas.resolve([2, 1]);
    expect(ids()).toEqual([1, 2]);
    asked[0]?.response.reject(new Error('down'));
    asked[1]?.response.resolve(unusable);
    await expect(first).rejects.toThrow('down');
    await expect(second).rejects.toThrow('down');
    expect([schemas.get(1), schemas.get(2)]).toEqual([undefined, unusable]);
  });

  it('are fetched several at a time, each with its own result', async () => {
    const all = schemas.resolve(Array.from({ length: 450 }, (_, index) => index + 1));
    expect(asked.length).toBeLessThan(20);
    await answerAll({ state: 'unknown' });
    await all;
    expect(new Set(ids()).size).toBe(450);
  });

  it('of which one fails do not affect the others', async () => {
    const all = schemas.resolve(Array.from({ length: 100 }, (_, index) => index + 1));
    asked[0]?.response.reject(down(false));
    await expect(all).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    await answerAll(unusable);
    expect([ids().length, schemas.get(100)]).toEqual([100, unusable]);
  });

  it('do not wait one after the other for a registry that does not respond', async () => {
    const all = schemas.resolve(Array.from({ length: 100 }, (_, index) => index + 1));
    const last = schemas.resolve([100]);
    const begun = asked.length;
    asked[0]?.response.reject(down(true));
    await expect(all).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    await expect(last).rejects.toMatchObject({ code: 'KFW_REGISTRY_UNREACHABLE' });
    await answerAll(unusable);
    expect(asked).toHaveLength(begun);
    void schemas.resolve([100]);
    expect(ids().at(-1)).toBe(100);
  });
});

describe('a missing schema', () => {
  it('is cached for a moment where a message waits for it, and longer where it is needed later', async () => {
    for (let round = 0; round < 5; round++) {
      const asking = schemas.resolve([7, 8]);
      await answerAll({ state: 'unknown' });
      await asking;
      now += 1_000;
    }
    // 7 each time, 8 after one, two, four seconds.
    expect(ids().filter((id) => id === 7)).toHaveLength(5);
    expect(ids().filter((id) => id === 8)).toHaveLength(3);
    expect(schemas.resolve([8])).toBeDefined();
    expect(ids().at(-1)).toBe(8);
  });

  it('is not requested again by each message of a batch', async () => {
    const batch = Array.from({ length: 450 }, (_, index) => index + 1);
    const asking = schemas.resolve(batch);
    await answerAll({ state: 'unknown' });
    await asking;
    for (const first of batch.keys()) {
      now += 10;
      const again = schemas.resolve(batch.slice(first));
      await answerAll({ state: 'unknown' });
      await again;
    }
    // Once with the batch, and each at most once more when its message is the next, or a few times while the rest
    // waits.
    expect(asked.length).toBeLessThan(4 * 450);
  });

  it('fails at once while the registry is unreachable, and is requested again within two seconds', async () => {
    const failing = expect(schemas.resolve([7])).rejects.toThrow('down');
    await answerAll(down(true));
    await failing;
    now += 200;
    await expect(schemas.resolve([7])).rejects.toThrow('down');
    expect(asked).toHaveLength(1);
    for (let round = 1; round <= 10; round++) {
      now += 2_000;
      const again = expect(schemas.resolve([7])).rejects.toThrow('down');
      expect(asked).toHaveLength(round + 1);
      await answerAll(down(true));
      await again;
    }
  });

  it('that was unusable is requested again after a while', async () => {
    const asking = schemas.resolve([7]);
    await answerAll(unusable);
    await asking;
    expect(schemas.resolve([7])).toBeUndefined();
    now += 1_000;
    const again = schemas.resolve([7]);
    await answerAll({ state: 'unknown' });
    await again;
    expect([asked.length, schemas.get(7)]).toEqual([2, undefined]);
  });

  it.each([0, 2 ** 31, 2 ** 32 - 1])('is never requested for the id %d, which no registry assigns', (id) => {
    expect(schemas.resolve([id])).toBeUndefined();
    expect([asked, schemas.get(id)]).toEqual([[], undefined]);
  });
});
