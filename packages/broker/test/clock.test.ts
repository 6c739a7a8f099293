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

  it('runs what is set up at its end, however long a callback has taken', () => {
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

  it('runs nothing that was cancelled', () => {
    const clock = new BrokerClock();
    const ran: string[] = [];
    const timer = clock.after(1_000, () => ran.push('cancelled'));
    timer.cancel();
    clock.advance(2_000);
    expect(ran).toEqual([]);
  });

  it('holds what becomes due until it is released', () => {
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

  it('goes on when a timer throws while it is advanced', async () => {
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

  it('runs by itself in real time', async () => {
    const clock = new BrokerClock();
    const keepAlive = setInterval(() => undefined, 1_000);
    await new Promise<void>((resolve) => clock.after(1, resolve));
    clearInterval(keepAlive);
  });
});
