/**
 * Notices when the event loop did not turn: while a handler computes without waiting, nothing else of the process runs,
 * no heartbeat either, and a group waits for a member no longer than its session. A timer that comes late tells, and how
 * long the loop was busy since it last came tells for how long; nobody can say so while it lasts. One that was late and
 * not busy was stopped from outside (SIGSTOP, a machine that slept): no handler is named then.
 */
import { performance as clock, type EventLoopUtilization } from 'node:perf_hooks';
import type { RunningWork } from '../../events/events.js';
import type { Monitor } from '../../events/monitor.js';

const everyMs = 250;
/** Below it a loop is busy, not blocked. */
const blockedMs = 1_000;

/** The consumer whose handler was called last since the watch last looked. */
let lastCalled: string | undefined;

/** A handler of that consumer is about to be called. One assignment: it may be called for each message. */
export function noteHandlerCall(consumer: string): void {
  lastCalled = consumer;
}

export interface EventLoopMonitorOptions {
  readonly monitor: Monitor;
  /** After so long without a heartbeat a group goes on without the member. */
  readonly sessionTimeoutMs: number;
  /** The calls that run now. */
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

  /** Who was called last comes first; calls that wait ran meanwhile, too, and may be what went on. */
  #consumers(): string[] {
    const called = lastCalled === undefined ? [] : [lastCalled];
    return [...new Set([...called, ...this.options.running().map(({ consumer }) => consumer)])];
  }

  #report(durationMs: number, consumers: readonly string[]): void {
    const { monitor, sessionTimeoutMs } = this.options;
    monitor.publish('loop.blocked', { durationMs: Math.round(durationMs), consumers, sessionTimeoutMs });
  }
}
