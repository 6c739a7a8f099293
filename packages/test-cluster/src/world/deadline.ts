/**
 * Waits with a deadline: for an event where there is one, by asking again only where the other side (a starting JVM)
 * cannot report. Every wait has a deadline and an error with its subject.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { scenarioError } from '../errors/errors.js';

/** Runs `attempt` until it returns something other than undefined; an error counts as "not yet". */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  options: { deadlineMs: number; everyMs: number; giveUp?: () => Error | undefined },
): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    let last: unknown = 'nothing';
    try {
      const found = await attempt();
      if (found !== undefined) return found;
    } catch (thrown) {
      last = thrown;
    }
    const reason = options.giveUp?.();
    if (reason !== undefined) throw reason;
    if (performance.now() - startedAt > options.deadlineMs) {
      throw scenarioError(
        'KFW_DEADLINE_PASSED',
        { what, deadlineMs: options.deadlineMs, seen: String(last) },
        { cause: last },
      );
    }
    await pause(options.everyMs);
  }
}

/** Settles as `promise` does, unless `deadlineMs` passes first. */
export async function within<T>(
  what: string,
  promise: Promise<T>,
  deadlineMs: number,
  seen: () => string = () => 'nothing',
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(scenarioError('KFW_DEADLINE_PASSED', { what, deadlineMs, seen: seen() })),
      deadlineMs,
    );
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
