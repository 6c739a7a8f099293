import { describe, expect, it } from '@jest/globals';
import { BrokerClock } from '../src/clock.js';

describe('the clock', () => {
  it('runs what became due in order, and what that sets up', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    const start = clock.now();
    clock.after(3_000, () => ran.push('late'));
    clock.after(1_000, () => {
      ran.push('early');
      clock.after(1_000, () => ran.push('between'));
    });
    clock.after(60_000, () => ran.push('never'));
    clock.advance(5_000);
    expect(ran).toEqual(['early', 'between', 'late']);
    expect(clock.now() - start).toBeGreaterThanOrEqual(5_000);
    clock.close();
  });

  it('runs nothing that was cancelled', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    const timer = clock.after(1_000, () => ran.push('cancelled'));
    timer.cancel();
    clock.advance(2_000);
    expect(ran).toEqual([]);
  });

  it('runs by itself in real time', async () => {
    const clock = new BrokerClock();
    const keepAlive = setInterval(() => undefined, 1_000);
    await new Promise<void>((resolve) => clock.after(1, resolve));
    clearInterval(keepAlive);
  });
});
