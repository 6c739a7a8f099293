import { afterEach, describe, expect, it } from '@jest/globals';
import { EventLoopMonitor, noteHandlerCall } from '../../../src/consuming/watch/event-loop-monitor.js';
import type { KfwEvents, RunningWork } from '../../../src/events/events.js';
import { Monitor } from '../../../src/events/monitor.js';
import { next } from '../../support/world.js';

const work = (consumer: string): RunningWork => ({
  group: 'shop',
  topic: 'users',
  partition: 0,
  consumer,
  callback: undefined,
  runningMs: 1,
});

/** Nothing else in the process runs meanwhile. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a blocked event loop', () => {
  let watch: EventLoopMonitor | undefined;
  afterEach(() => watch?.stop());

  function watched(running: readonly RunningWork[] = []): Promise<KfwEvents['loop.blocked']> {
    const monitor = new Monitor();
    watch = new EventLoopMonitor({ monitor, sessionTimeoutMs: 30_000, running: () => running });
    watch.start();
    return next(monitor, 'loop.blocked');
  }

  it('is reported with its duration and the consumer whose handler was called', async () => {
    const reported = watched();
    noteHandlerCall('Users');
    block(1_300);
    const { durationMs, consumers, sessionTimeoutMs } = await reported;
    expect({ consumers, sessionTimeoutMs }).toEqual({ consumers: ['Users'], sessionTimeoutMs: 30_000 });
    expect(durationMs).toBeGreaterThanOrEqual(1_250);
  });

  it('names the consumer called last first, then each with a running call, once', async () => {
    const reported = watched([work('Orders'), work('Users'), work('Orders')]);
    noteHandlerCall('Orders');
    noteHandlerCall('Users');
    block(1_300);
    expect((await reported).consumers).toEqual(['Users', 'Orders']);
  });

  it('names no consumer when no handler ran', async () => {
    const reported = watched();
    block(1_300);
    expect((await reported).consumers).toEqual([]);
  });
});
