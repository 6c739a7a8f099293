/** The spans of messages that are sent without being awaited: the producer reports to them. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { SendTrace } from '../../src/tracing/tracer.js';
import { advance, messageOf, producerWorld, stopTime } from './producer-world.js';

beforeEach(stopTime);
afterEach(() => void jest.useRealTimers());

it.each([
  ['first', 0],
  ['last', 1],
])(
  'the span of the %s message of a list ends when it is acknowledged, also if the others have none',
  async (_which, at) => {
    const { producer } = producerWorld();
    const delivered = jest.fn();
    const trace: SendTrace = { headers: [], isRecording: true, retrying() {}, delivered, failed() {} };
    const messages = ['a', 'b'].map((text, index) => ({ ...messageOf(text), trace: index === at ? trace : undefined }));
    await Promise.all([producer.deliverAsync(messages), producer.flush(), advance(100)]);
    expect(delivered).toHaveBeenCalledTimes(1);
  },
);
