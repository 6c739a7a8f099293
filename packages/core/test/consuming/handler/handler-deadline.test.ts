/** The time limit of a handler call: its signal, its rejection, and late results. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HandlerDeadline } from '../../../src/consuming/handler/handler-deadline.js';

const tooLong = new Error('too long');

function begin(timeoutMs = 100) {
  const lane = new AbortController();
  const deadline = new HandlerDeadline(timeoutMs, lane.signal, () => tooLong);
  const work = Promise.withResolvers<void>();
  const late = jest.fn<(error: unknown) => void>();
  const outcomes: unknown[] = [];
  deadline.race(work.promise, late).then(
    () => outcomes.push('done'),
    (thrown) => outcomes.push(thrown),
  );
  return { lane, deadline, work, late, outcomes };
}

describe('a deadline', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('settles with work that ends in time', async () => {
    const [good, bad] = [begin(), begin()];
    const error = new Error('no');
    good.work.resolve();
    bad.work.reject(error);
    await turn();
    expect([good.outcomes, bad.outcomes]).toEqual([['done'], [error]]);
    for (const { late, deadline } of [good, bad]) {
      expect([late.mock.calls, deadline.isOver, deadline.signal.aborted]).toEqual([[], false, false]);
    }
  });

  it('fails the work and fires the signal when time is up, not before', async () => {
    const { deadline, outcomes } = begin();
    jest.advanceTimersByTime(99);
    await turn();
    expect([outcomes, deadline.isOver, deadline.signal.aborted]).toEqual([[], false, false]);
    jest.advanceTimersByTime(1);
    await turn();
    expect([outcomes, deadline.isOver, deadline.signal.reason]).toEqual([[tooLong], true, tooLong]);
  });

  it('reports the late end of work', async () => {
    const [good, bad] = [begin(), begin()];
    jest.advanceTimersByTime(100);
    await turn();
    const error = new Error('much later');
    good.work.resolve();
    bad.work.reject(error);
    await turn();
    expect([good.outcomes, bad.outcomes]).toEqual([[tooLong], [tooLong]]);
    expect([good.late.mock.calls, bad.late.mock.calls]).toEqual([[[undefined]], [[error]]]);
  });

  it('starts over for another message, but not after its end', async () => {
    const { deadline, outcomes } = begin();
    jest.advanceTimersByTime(99);
    deadline.restart();
    jest.advanceTimersByTime(99);
    expect(deadline.isOver).toBe(false);
    jest.advanceTimersByTime(1);
    await turn();
    deadline.restart();
    expect([jest.getTimerCount(), outcomes, deadline.isOver]).toEqual([0, [tooLong], true]);
  });

  it('fires the handler signal when the partition is lost, and still waits for the handler', async () => {
    const { lane, deadline, outcomes } = begin();
    const lost = new Error('lost');
    lane.abort(lost);
    await turn();
    expect([deadline.signal.reason, deadline.isOver, outcomes]).toEqual([lost, false, []]);
  });

  it('leaves nothing behind when it has ended', () => {
    const { lane, deadline } = begin();
    deadline.end();
    lane.abort(new Error('lost'));
    jest.advanceTimersByTime(1_000);
    expect([jest.getTimerCount(), deadline.isOver, deadline.signal.aborted]).toEqual([0, false, false]);
  });
});
