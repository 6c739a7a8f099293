/** What the log makes of floods: which events it thins out, by what, and with which text. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { KfwEvents } from '@kfw/core';
import { logListener } from '../../../src/listeners/log-listener.js';
import { recording } from '../recording.js';

const run = { group: 'shop_example', topic: 'users', partition: 0, consumer: 'UsersConsumer' };

function failed(more: Partial<KfwEvents['consumer.failed']> = {}): KfwEvents['consumer.failed'] {
  const where = { ...run, firstOffset: 7, lastOffset: 7, offset: 7 };
  return { ...where, attempt: 1, outcome: 'retry', retryInMs: 1, error: new TypeError('boom'), ...more };
}

describe('the log of a flood', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  function listening(floodIntervalMs = 10_000) {
    const recorded = recording();
    logListener()({ ...recorded, log: { floodIntervalMs } });
    return recorded;
  }

  it('has the first failure, then the last one with the count', () => {
    const { monitor, logged } = listening();
    for (let attempt = 1; attempt <= 1_000; attempt += 1) monitor.publish('consumer.failed', failed({ attempt }));
    expect(logged).toHaveLength(1);
    jest.advanceTimersByTime(1_000);
    expect(logged).toHaveLength(2);
    expect(logged[1]?.fields).toMatchObject({ attempt: 1_000, repeated: 999, repeatedForMs: 1_000 });
    expect(logged[1]?.sentence).toBe(
      'UsersConsumer failed at offset 7 of users[0], attempt 1000, retrying in 1 ms: TypeError: boom (the last of 999 in 1 s)',
    );
  });

  it.each([
    ['partition', { partition: 1 }],
    ['group', { group: 'shop_other' }],
    ['consumer', { consumer: 'OtherConsumer' }],
    ['class of the error', { error: new RangeError('boom') }],
    ['outcome', { outcome: 'skip' as const, retryInMs: undefined }],
  ])('has a line at once for another %s', (_, more) => {
    const { monitor, logged } = listening();
    for (let count = 0; count < 3; count += 1) monitor.publish('consumer.failed', failed());
    monitor.publish('consumer.failed', failed(more));
    expect(logged).toHaveLength(2);
  });

  it('has each failure that stops the process, and each message that is lost', () => {
    const { monitor, logged } = listening();
    const stop = failed({ outcome: 'stop', retryInMs: undefined });
    const crashed = { group: 'g', error: new Error('no'), attempt: 1, restartInMs: undefined };
    const lost = { topic: 'users', partition: 0, key: Buffer.from('1'), error: new Error('no') };
    for (let count = 0; count < 3; count += 1) {
      monitor.publish('consumer.failed', stop);
      monitor.publish('group.crashed', crashed);
      monitor.publish('delivery.lost', lost);
    }
    expect(logged).toHaveLength(9);
  });

  it('has the last counts before the line of the stop', () => {
    const { monitor, logged } = listening();
    for (let count = 0; count < 5; count += 1) monitor.publish('consumer.failed', failed());
    monitor.publish('app.stopped', { durationMs: 1 });
    expect(logged.map(({ fields }) => [fields.event, fields.repeated])).toEqual([
      ['consumer.failed', undefined],
      ['consumer.failed', 4],
      ['app.stopped', undefined],
    ]);
  });

  it('has every line with an interval of 0', () => {
    const { monitor, logged } = listening(0);
    for (let count = 0; count < 5; count += 1) monitor.publish('consumer.failed', failed());
    expect(logged).toHaveLength(5);
  });

  it('is reported when the logger throws later', () => {
    const { monitor, logger, logged } = recording();
    jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    let isClosed = false;
    const failing = (fields: object, text?: string) => {
      if (isClosed) throw new Error('closed');
      logger.error(fields, text);
    };
    logListener()({ monitor, logger: { ...logger, error: failing } });
    const reported: string[] = [];
    monitor.subscribe('listener.failed', ({ listened }) => reported.push(listened));
    for (let count = 0; count < 5; count += 1) monitor.publish('consumer.failed', failed());
    isClosed = true;
    jest.advanceTimersByTime(1_000);
    expect(reported).toEqual(['consumer.failed']);
    expect(logged).toHaveLength(1);
  });
});
