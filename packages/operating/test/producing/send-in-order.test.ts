import { expect, it } from '@jest/globals';
import { Pace, type SendRequest, sendInOrder } from '../../src/index.js';

async function* lists(...sizes: number[]): AsyncGenerator<readonly number[]> {
  let next = 0;
  for (const size of sizes) {
    yield Array.from({ length: size }, () => next++);
  }
}

function request(over: Partial<SendRequest<number>> = {}) {
  const sent: number[] = [];
  const batches: number[] = [];
  const deliver = async (batch: readonly number[]): Promise<void> => {
    batches.push(batch.length);
    sent.push(...batch);
  };
  return { sent, batches, request: { lists: lists(3, 2_500, 1), deliver, ...over } };
}

it('sends everything in order, in batches', async () => {
  const progress: number[] = [];
  const { sent, batches, request: given } = request({ onProgress: (count) => progress.push(count) });
  expect(await sendInOrder(given)).toEqual({ sent: 2_504, last: 2_503, failure: undefined });
  expect(sent).toEqual(Array.from({ length: 2_504 }, (_, index) => index));
  expect(batches).toEqual([3, 1_000, 1_000, 500, 1]);
  expect(progress).toEqual([3, 1_003, 2_003, 2_503, 2_504]);
});

it('waits for its pace, on a clock of its own', async () => {
  let now = 0;
  const waited: number[] = [];
  const wait = async (ms: number): Promise<void> => {
    waited.push(ms);
    now += ms;
  };
  const pace = new Pace(200, () => now);
  const { batches, request: given } = request({ lists: lists(50), pace, wait });
  await sendInOrder(given);
  expect(batches).toEqual([20, 20, 10]);
  expect(waited).toEqual([100, 100]);
});

it('keeps a few batches in flight, and no more', async () => {
  let inFlight = 0;
  let most = 0;
  const release: (() => void)[] = [];
  const deliver = (): Promise<void> => {
    most = Math.max(most, ++inFlight);
    const { promise, resolve } = Promise.withResolvers<void>();
    release.push(() => {
      inFlight--;
      resolve();
    });
    if (release.length >= 4) release.shift()?.();
    return promise;
  };
  const sending = sendInOrder({ lists: lists(6_000), deliver });
  await new Promise(setImmediate);
  while (release.length > 0) {
    release.shift()?.();
    await new Promise(setImmediate);
  }
  expect(await sending).toMatchObject({ sent: 6_000 });
  expect(most).toBeLessThanOrEqual(4);
});

it('stops at a failure, and says up to where everything is acknowledged', async () => {
  const failure = new Error('refused');
  const deliver = async (batch: readonly number[]): Promise<void> => {
    if (batch[0] === 1_000) throw failure;
  };
  const report = await sendInOrder({ lists: lists(10_000), deliver });
  expect(report).toMatchObject({ last: 999, failure });
  expect(report.sent).toBeLessThan(6_000);
});

it('stops when its signal fires, also while it waits for its pace', async () => {
  const controller = new AbortController();
  const wait = async (): Promise<void> => controller.abort();
  const pace = new Pace(10, () => 0);
  const { sent, request: given } = request({ lists: lists(50), pace, wait, signal: controller.signal });
  expect(await sendInOrder(given)).toEqual({ sent: 1, last: 0, failure: undefined });
  expect(sent).toEqual([0]);
});

it('rejects with what the lists throw, after what is in flight has ended', async () => {
  let ended = false;
  async function* failing(): AsyncGenerator<readonly number[]> {
    yield [1];
    throw new Error('line 2');
  }
  const deliver = async (): Promise<void> => {
    await new Promise(setImmediate);
    ended = true;
  };
  await expect(sendInOrder({ lists: failing(), deliver })).rejects.toThrow('line 2');
  expect(ended).toBe(true);
});
