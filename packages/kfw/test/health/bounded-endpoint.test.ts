import { describe, expect, it } from '@jest/globals';
import type { EndpointResponse } from '@kfw/core';
import { bounded } from '../../src/health/bounded-endpoint.js';

const late = { status: 503, body: expect.stringContaining('did not respond within 1 ms') };

describe('a bounded endpoint', () => {
  it('responds', async () => {
    expect(await bounded('/a', () => ({ body: 'x' }))()).toEqual({ body: 'x' });
    await expect(bounded('/a', () => Promise.reject(new Error('x')))()).rejects.toThrow('x');
    const throwing = bounded('/a', () => {
      throw new Error('y');
    });
    await expect(throwing()).rejects.toThrow('y');
  });

  it('is called once for requests that come together', async () => {
    let calls = 0;
    const endpoint = bounded('/a', async () => ({ body: String(++calls) }));
    expect(await Promise.all([endpoint(), endpoint()])).toEqual([{ body: '1' }, { body: '1' }]);
    expect(await endpoint()).toEqual({ body: '2' });
  });

  it('answers 503 for a call that hangs, and leaves few of them running', async () => {
    const hanging: ((response: EndpointResponse) => void)[] = [];
    const endpoint = bounded('/a', () => new Promise((resolve) => hanging.push(resolve)), 1);
    for (let request = 0; request < 3; request++) expect(await endpoint()).toEqual(late);
    const refused = { status: 503, body: expect.stringContaining('3 calls of it still run') };
    expect(await endpoint()).toEqual(refused);
    expect(hanging).toHaveLength(3);
    hanging[0]?.({ body: 'after all' });
    await new Promise(setImmediate);
    expect(await endpoint()).toEqual(late);
    expect(hanging).toHaveLength(4);
  });
});
