import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as core from '@kfw/core/internal';
import * as kit from '@kfw/testing';
import { deliverWhateverWaits } from './support/deliver-whatever-waits.js';

const ways: readonly (readonly [how: string, fake: () => unknown])[] = [
  ['all that jest fakes', () => jest.useFakeTimers()],
  ['a clock at another time', () => jest.useFakeTimers({ now: new Date('2001-02-03T04:05:06Z') })],
  ['a clock that advances', () => jest.useFakeTimers({ advanceTimers: true })],
];

afterEach(() => {
  jest.useRealTimers();
});

describe('consumerFor', () => {
  it.each(ways)('delivers while timers are fake: %s', async (_how, fake) => {
    const real = await deliverWhateverWaits(kit, core);
    kit.clearSentMessages();
    fake();
    expect(await deliverWhateverWaits(kit, core)).toEqual(real);
    expect(real).toMatchObject({ consumed: 504, dead: ['poison'] });
  });

  it('delivers while timers are fake: legacy ones, which cannot be started again', async () => {
    const real = await deliverWhateverWaits(kit, core);
    kit.clearSentMessages();
    jest.useFakeTimers({ legacyFakeTimers: true });
    expect(await deliverWhateverWaits(kit, core, 0)).toEqual(real);
  });

  it('takes the time of its messages from the fake clock, and leaves the timers of handlers to the test', async () => {
    jest.useFakeTimers({ now: 1_000 });
    const times: number[] = [];
    class TimesConsumer extends core.Consumer {
      async process({ timestamp }: core.Message): Promise<void> {
        times.push(timestamp.getTime());
        await new Promise((resolve) => void setTimeout(resolve, 60_000));
        times.push(Date.now());
      }
    }
    const delivered = kit.consumerFor(TimesConsumer, { schema: core.json() }).deliver([1]);
    while (times.length === 0) await nextTurn();
    await jest.advanceTimersByTimeAsync(60_000);
    await delivered;
    expect(times).toEqual([1_000, 61_000]);
  });
});
