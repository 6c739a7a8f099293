import { describe, expect, it } from '@jest/globals';
import { BrokerClock } from '../src/clock.js';

describe('the clock', () => {
  it('runs due timers in order, including those that they set', () => {
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

  it('runs timers set meanwhile, however long a callback takes', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    clock.after(1_000, () => {
      const until = Date.now() + 5;
      while (Date.now() < until);
      clock.after(0, () => ran.push('at once'));
    });
    clock.advance(1_000);
    expect(ran).toEqual(['at once']);
    clock.close();
  });

  it('does not run cancelled timers', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    const timer = clock.after(1_000, () => ran.push('cancelled'));
    timer.cancel();
    clock.advance(2_000);
    expect(ran).toEqual([]);
  });

  it('runs due timers after a pause', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    clock.after(2_000, () => ran.push('second'));
    clock.after(1_000, () => ran.push('first'));
    clock.pause();
    clock.advance(5_000);
    expect(ran).toEqual([]);
    clock.resume();
    expect(ran).toEqual(['first', 'second']);
  });

  it('continues when a timer throws during an advance', async () => {
    const clock = new BrokerClock();
    const keepAlive = setInterval(() => undefined, 1_000);
    const start = clock.now();
    clock.after(1_000, () => {
      throw new Error('a mistake');
    });
    const later = new Promise<void>((resolve) => clock.after(5_000, resolve));
    expect(() => clock.advance(4_999)).toThrow('a mistake');
    expect(clock.now() - start).toBeGreaterThanOrEqual(4_999);
    await later;
    clearInterval(keepAlive);
  });

  it('runs in real time', async () => {
    const clock = new BrokerClock();
    const keepAlive = setInterval(() => undefined, 1_000);
    await new Promise<void>((resolve) => clock.after(1, resolve));
    clearInterval(keepAlive);
  });
});
