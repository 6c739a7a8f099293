import { runInNewContext } from 'node:vm';
import { describe, expect, it, jest } from '@jest/globals';
import { Monitor } from '../../src/events/monitor.js';

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

  it('reports a listener that throws or rejects, and calls the others', async () => {
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

  it('reports a listener of observations that throws, and calls the others', () => {
    const monitor = new Monitor();
    const reported: string[] = [];
    const observed: number[] = [];
    monitor.subscribe('listener.failed', ({ listened, error }) => void reported.push(`${listened}: ${error.message}`));
    monitor.measurements.onObservation(() => {
      throw new Error('one');
    });
    monitor.measurements.onObservation((_series, value) => void observed.push(value));
    const seconds = monitor.measurements.histogram('kfw_commit_seconds', { group: 'shop' });
    expect(() => seconds.observe(2)).not.toThrow();
    expect([reported, observed, seconds.count]).toEqual([['observations: one'], [2], 1]);
  });

  it.each([
    ['a generator', function* () {}],
    ['an async generator', async function* () {}],
  ])('reports a listener that is %s, and so never runs', (_name, listener) => {
    const monitor = new Monitor();
    const reported: string[] = [];
    monitor.subscribe('listener.failed', ({ error }) => void reported.push((error as { code?: string }).code ?? ''));
    monitor.subscribe('signal.received', listener as never);
    monitor.publish('signal.received', { signal: 'SIGTERM' });
    expect(reported).toEqual(['KFW_GENERATOR_RETURNED']);
  });

  it('warns when what reports a failed listener fails itself, whatever it throws', () => {
    const monitor = new Monitor();
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    monitor.subscribe('listener.failed', () => {
      throw runInNewContext('new RangeError("of another realm")');
    });
    monitor.subscribe('signal.received', () => {
      throw null;
    });
    expect(() => monitor.publish('signal.received', { signal: 'SIGTERM' })).not.toThrow();
    expect(warn.mock.calls).toEqual([['RangeError: of another realm']]);
    warn.mockRestore();
  });
});
