/** The message that a failure is attributed to, and the messages whose deliveries it counts for. */
import { describe, expect, it } from '@jest/globals';
import { OffsetTracker } from '../../../src/consuming/buffer/offset-tracker.js';
import { attributeFailure } from '../../../src/consuming/failure/attribute-failure.js';
import { consumed } from '../../support/messages.js';

const error = new Error('no');
const policy = { kindOf: () => 'retry' as const };
function callOver(...offsets: number[]) {
  const tracker = new OffsetTracker();
  for (const offset of offsets) tracker.deliver(offset);
  const messages = offsets.map((offset) => consumed({ offset }));
  const attempts = () => messages.map(({ attempt }) => attempt);
  return { tracker, messages, attempts };
}

describe('a failure', () => {
  it('of consume is attributed to the first unmarked message, and counts for every unmarked one', () => {
    const { tracker, messages, attempts } = callOver(0, 1, 2, 3);
    tracker.mark(0);
    tracker.mark(2);
    const failure = attributeFailure(error, messages, undefined, tracker, policy);
    expect(failure).toEqual({ error, message: messages[1], attempt: 1, errorKind: 'retry', uncommitted: false });
    expect(attempts()).toEqual([1, 2, 1, 2]);
  });

  it('of process is attributed to the message being processed, and counts for no other', () => {
    const { tracker, messages, attempts } = callOver(0, 1, 2);
    expect(attributeFailure(error, messages, messages[1], tracker, policy).message).toBe(messages[1]);
    expect(attempts()).toEqual([1, 2, 1]);
  });

  it('is attributed to the message that cannot be handled, anywhere in its call', () => {
    const { tracker, messages, attempts } = callOver(0, 1, 2);
    messages[2]?.refuse(error);
    expect(attributeFailure(error, messages, undefined, tracker, policy).message).toBe(messages[2]);
    expect(attributeFailure(new Error('another'), messages, undefined, tracker, policy).message).toBe(messages[0]);
    expect(attempts()).toEqual([3, 3, 3]);
  });

  it('is attributed to the last message when all are marked, and counts for none', () => {
    const { tracker, messages, attempts } = callOver(0, 1);
    tracker.markThrough(1);
    expect(attributeFailure(error, messages, undefined, tracker, policy).message).toBe(messages[1]);
    expect(attempts()).toEqual([1, 1]);
  });

  it('is counted per message, so that progress resets the count', () => {
    const { tracker, messages } = callOver(0, 1);
    const attempt = () => attributeFailure(error, messages, undefined, tracker, policy).attempt;
    expect([attempt(), attempt()]).toEqual([1, 2]);
    tracker.mark(0);
    expect([attempt(), attempt()]).toEqual([1, 2]);
    expect(messages[1]?.attempt).toBe(5);
  });

  it('in an outage is a failure of no message: all are delivered again unchanged', () => {
    const { tracker, messages, attempts } = callOver(0, 1, 2);
    const down = { kindOf: () => 'outage' as const };
    for (let times = 0; times < 3; times++) {
      const failure = attributeFailure(error, messages, undefined, tracker, down);
      expect(failure).toMatchObject({ message: messages[0], errorKind: 'outage', attempt: 1 });
    }
    expect(attempts()).toEqual([1, 1, 1]);
    expect(messages.map(({ retrying }) => retrying)).toEqual([true, true, true]);
    expect(attributeFailure(error, messages, undefined, tracker, policy).attempt).toBe(1);
  });

  it('has an unknown kind when a function in errors throws', () => {
    const { tracker, messages } = callOver(0);
    const broken = {
      kindOf() {
        throw new RangeError('too far');
      },
    };
    const failure = attributeFailure(error, messages, undefined, tracker, broken);
    expect(failure).toMatchObject({ errorKind: 'unknown', attempt: 1 });
    expect(failure.error.message).toMatch(/^no .*"errors" of the route threw: too far/);
  });

  it('of an empty call is thrown', () => {
    expect(() => attributeFailure(error, [], undefined, new OffsetTracker(), policy)).toThrow(error);
  });
});
