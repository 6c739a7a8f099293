/** What the tests of the producer share: a producer over a fake cluster, messages, and time that a test moves. */
import { jest } from '@jest/globals';
import { Monitor } from '../../src/events/monitor.js';
import type { Transactions } from '../../src/ports/transport.js';
import type { OutgoingMessage } from '../../src/producing/deliverer.js';
import { Producer } from '../../src/producing/producer.js';
import type { ProducerOptions } from '../../src/producing/producer-options.js';
import { FakeCluster } from './fake-cluster.js';

const refuse = async (): Promise<never> => {
  throw new Error('this test has no transactions');
};

export const noTransactions: Transactions = { fence: refuse, begin: refuse, committedOffsets: refuse };

export interface ProducerWorld {
  readonly cluster: FakeCluster;
  readonly monitor: Monitor;
  readonly producer: Producer;
}

export function producerWorld(options: ProducerOptions = {}, partitions = 4): ProducerWorld {
  const cluster = new FakeCluster(partitions);
  const monitor = new Monitor();
  return { cluster, monitor, producer: new Producer(cluster, noTransactions, monitor, options) };
}

export function messageOf(value: string, over: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { topic: 'users', key: null, value: Buffer.from(value), headers: {}, partition: 0, ...over };
}

/** Stops the clock: only the test advances it, and asynchronous work without timers continues. */
export function stopTime(): void {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
}

/** Moves the time by `ms`, in small steps: what is asynchronous without time goes on between them. */
export async function advance(ms: number): Promise<void> {
  const stepMs = 10;
  await tick();
  for (let remaining = ms; remaining > 0; remaining -= stepMs) {
    jest.advanceTimersByTime(Math.min(remaining, stepMs));
    await tick();
  }
}

/** Moves the time from timer to timer until none is left. */
export async function advanceAll(): Promise<void> {
  await tick();
  while (jest.getTimerCount() > 0) {
    jest.advanceTimersToNextTimer();
    await tick();
  }
}

/** The end of this turn of the event loop, and of those that follow at once. */
export async function tick(): Promise<void> {
  for (let step = 0; step < 10; step += 1) await new Promise((resolve) => void setImmediate(resolve));
}
