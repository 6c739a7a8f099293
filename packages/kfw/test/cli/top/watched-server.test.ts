import { describe, expect, it } from '@jest/globals';
import { laneOf, serverOf, statusOf, watched } from './statuses.js';

const unknown = { messages: null, failures: null };
const counts = (consumed: number, failures = 0) => laneOf({ messages: { consumed, skipped: 1 }, failures });

describe('the rates of a partition', () => {
  it('follow from two readings and the clock of the server', async () => {
    const lane = counts(150, 4);
    const server = await watched(statusOf([counts(100, 3)]), statusOf([lane], { uptimeMs: 12_000 }));
    expect(server.ratesOf('shop_billing', lane)).toEqual({ messages: 25, failures: 0.5 });
  });

  it('are unknown after one reading, for a partition that is new, and for another process', async () => {
    const [before, lane] = [counts(100), counts(150)];
    expect((await watched(statusOf([lane]))).ratesOf('shop_billing', lane)).toEqual(unknown);
    const later = { uptimeMs: 12_000 };
    const added = await watched(statusOf([]), statusOf([lane], later));
    expect(added.ratesOf('shop_billing', lane)).toEqual(unknown);
    const restarted = await watched(statusOf([before]), statusOf([lane], { ...later, pid: 8 }));
    expect(restarted.ratesOf('shop_billing', lane)).toEqual(unknown);
    const counted = await watched(statusOf([lane]), statusOf([before], later));
    expect(counted.ratesOf('shop_billing', before).messages).toBeNull();
  });
});

describe('a server that does not answer', () => {
  it('keeps its last reading, and the time since when', async () => {
    const server = serverOf(statusOf([counts(1)]), new Error('refused'), new Error('reset'), statusOf([counts(2)]));
    const { signal } = new AbortController();
    await server.update(signal);
    expect(server.failure).toBeUndefined();
    await server.update(signal);
    const since = server.failure?.since;
    await server.update(signal);
    expect(server.failure).toMatchObject({ since, error: { message: 'reset' } });
    expect(server.reading?.status.groups).toHaveLength(1);
    await server.update(signal);
    expect(server.failure).toBeUndefined();
    expect(server.ratesOf('shop_billing', counts(2))).toEqual(unknown);
  });

  it('is not what an end of the command is', async () => {
    const ending = new AbortController();
    ending.abort(new Error('interrupted'));
    await expect(serverOf(new Error('aborted')).update(ending.signal)).rejects.toThrow('interrupted');
  });
});
