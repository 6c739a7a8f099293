/**
 * Detects a blocked event loop. While a handler computes synchronously, nothing else in the process runs, heartbeats
 * included, and the group removes a member whose session times out. A late timer shows the blockage, and the busy time of
 * the loop its length; it can be reported only afterwards. A loop that was late but not busy was suspended from outside
 * (SIGSTOP, a machine that slept): then no handler is named.
 */
import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';
import type { RunningWork } from '../../events/events.js';
import type { Monitor } from '../../events/monitor.js';

const everyMs = 250;
/** A shorter delay means a busy loop, not a blocked one. */
const blockedMs = 1_000;

/** The consumer whose handler was called last since the last check. */
let lastCalled: string | undefined;

/** A handler of that consumer is about to be called. One assignment, since it runs for each message. */
export function noteHandlerCall(consumer: string): void {
  lastCalled = consumer;
}

export interface EventLoopMonitorOptions {
  readonly monitor: Monitor;
  /** A group removes a member after this time without a heartbeat. */
  readonly sessionTimeoutMs: number;
  /** Running calls. */
  running(): readonly RunningWork[];
}

export class EventLoopMonitor {
  #timer: NodeJS.Timeout | undefined;
  #checkedAt = 0;
  #utilization: EventLoopUtilization | undefined;

  constructor(private readonly options: EventLoopMonitorOptions) {}

  start(): void {
    this.#checkedAt = clock.now();
    this.#utilization = clock.eventLoopUtilization();
    this.#timer = setInterval(() => this.#check(), everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = clock.now();
    const utilization = clock.eventLoopUtilization();
    const sinceMs = now - this.#checkedAt;
    const busyMs = utilization.active - (this.#utilization?.active ?? 0);
    this.#checkedAt = now;
    this.#utilization = utilization;
    if (sinceMs >= blockedMs && busyMs >= blockedMs) this.#report(Math.min(sinceMs, busyMs), this.#consumers());
    else if (sinceMs >= everyMs + blockedMs) this.#report(sinceMs - everyMs, []);
    lastCalled = undefined;
  }

  /** The consumer called last comes first; other running calls may have blocked the loop as well. */
  #consumers(): string[] {
    const called = lastCalled === undefined ? [] : [lastCalled];
    return [...new Set([...called, ...this.options.running().map(({ consumer }) => consumer)])];
  }

  #report(durationMs: number, consumers: readonly string[]): void {
    const { monitor, sessionTimeoutMs } = this.options;
    monitor.measurements.counter('kfw_event_loop_blocked_total', {}).add();
    monitor.publish('loop.blocked', { durationMs: Math.round(durationMs), consumers, sessionTimeoutMs });
  }
}
