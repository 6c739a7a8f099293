import { describe, expect, it, jest } from '@jest/globals';
import { InterruptibleWait } from '../../../src/consuming/timing/interruptible-wait.js';

describe('a wait', () => {
  it('is ended early, and leaves no timer behind', async () => {
    jest.useFakeTimers();
    try {
      const wait = new InterruptibleWait();
      const waited = wait.for(1_000);
      expect(jest.getTimerCount()).toBe(1);
      wait.end();
      await waited;
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('ends at once if it was ended before it began, once only', async () => {
    const wait = new InterruptibleWait();
    wait.end();
    wait.end();
    await wait.for(Number.POSITIVE_INFINITY);
    let isOver = false;
    const second = wait.for(Number.POSITIVE_INFINITY).then(() => {
      isOver = true;
    });
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    wait.end();
    await second;
  });
});
