import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';

describe('the monitor', () => {
  it('knows whether anybody listens, and forgets who unsubscribed', () => {
    const monitor = new Monitor();
    const seen: string[] = [];
    const unsubscribe = monitor.subscribe('signal.received', ({ signal }) => void seen.push(signal));
    monitor.publish('signal.received', { signal: 'SIGTERM' });
    unsubscribe();
    monitor.publish('signal.received', { signal: 'SIGINT' });
    expect(seen).toEqual(['SIGTERM']);
    expect(monitor.has('signal.received')).toBe(false);
  });

  it('reports a listener that throws or rejects, and goes on with the others', async () => {
    const monitor = new Monitor();
    const heard: string[] = [];
    const reported = new Promise<string[]>((resolve) => {
      const failures: string[] = [];
      monitor.subscribe('listener.failed', ({ listened, error }) => {
        failures.push(`${listened}: ${error.message}`);
        if (failures.length === 2) resolve(failures);
      });
    });
    monitor.subscribe('signal.received', () => {
      throw new Error('one');
    });
    monitor.subscribe('signal.received', async () => {
      throw new Error('two');
    });
    monitor.subscribe('signal.received', () => void heard.push('three'));
    monitor.publish('signal.received', { signal: 'SIGTERM' });
    expect(await reported).toEqual(['signal.received: one', 'signal.received: two']);
    expect(heard).toEqual(['three']);
  });
});
