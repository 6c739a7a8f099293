import { describe, expect, it, jest } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { ListenerClosings } from '../../src/listeners/listener-closings.js';

describe('ListenerClosings', () => {
  it('calls each once, all at the same time, and waits for them', async () => {
    const closings = new ListenerClosings(new Monitor());
    const first = Promise.withResolvers<void>();
    const called: string[] = [];
    closings.add(async () => {
      called.push('first');
      await first.promise;
      called.push('first done');
    });
    closings.add(async () => {
      called.push('second');
      first.resolve();
    });
    await Promise.all([closings.run(), closings.run()]);
    expect(called).toEqual(['first', 'second', 'first done']);
  });

  it('publishes an error, and calls the others all the same', async () => {
    const monitor = new Monitor();
    const failed = jest.fn();
    monitor.subscribe('listener.failed', failed);
    const closings = new ListenerClosings(monitor);
    const other = jest.fn(async () => undefined);
    closings.add(() => Promise.reject(new Error('no agent')));
    closings.add(other);
    await closings.run();
    expect(other).toHaveBeenCalledTimes(1);
    expect(failed).toHaveBeenCalledWith({ listened: 'the end of the app', error: new Error('no agent') });
  });

  it('does not wait for one that never ends', async () => {
    jest.useFakeTimers();
    const closings = new ListenerClosings(new Monitor());
    closings.add(() => new Promise(() => undefined));
    const run = closings.run();
    await jest.advanceTimersByTimeAsync(2_000);
    await run;
    jest.useRealTimers();
  });
});
