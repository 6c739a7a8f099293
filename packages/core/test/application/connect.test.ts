import { describe, expect, it } from '@jest/globals';
import { type ConnectOptions, connect } from '../../src/application/connect.js';
import { KfwError } from '../../src/errors/kfw-error.js';
import type { KfwEvents } from '../../src/events/events.js';
import { Monitor } from '../../src/events/monitor.js';

const unreachable = (nth: number) => new KfwError('KFW_BROKER_UNREACHABLE', `attempt ${nth}`);

function setUp(attempts: (nth: number) => Promise<void>, timeoutMs: number) {
  const monitor = new Monitor();
  const retries: KfwEvents['connection.retrying'][] = [];
  monitor.subscribe('connection.retrying', (event) => void retries.push(event));
  let nth = 0;
  const options: ConnectOptions = {
    target: 'brokers',
    addresses: ['here:1'],
    setting: 'brokers',
    timeoutMs,
    monitor,
    attempt: () => attempts(++nth),
  };
  return { run: () => connect(options), retries };
}

describe('connect', () => {
  it('tries again, with growing pauses, and reports each', async () => {
    const { run, retries } = setUp(async (nth) => {
      if (nth < 3) throw unreachable(nth);
    }, 60_000);
    await run();
    expect(retries.map(({ attempt, retryInMs }) => [attempt, retryInMs])).toEqual([
      [1, 250],
      [2, 500],
    ]);
  });

  it('makes one attempt when there is no time, and throws its error', async () => {
    const { run, retries } = setUp((nth) => Promise.reject(unreachable(nth)), 0);
    await expect(run()).rejects.toMatchObject({
      code: 'KFW_BROKER_UNREACHABLE',
      message: 'attempt 1 Gave up after 0 ms.',
    });
    expect(retries).toEqual([]);
  });

  it('leaves time for one more attempt near the end, and then reports that it gave up', async () => {
    const { run, retries } = setUp((nth) => Promise.reject(unreachable(nth)), 900);
    await expect(run()).rejects.toThrow(/^attempt \d+ Gave up after 900 ms\.$/);
    // Growing alone, the second pause would be 500 ms and the third would end after the deadline.
    expect(retries.at(1)?.retryInMs ?? 0).toBeLessThan(500);
    expect(retries.reduce((sum, { retryInMs }) => sum + retryInMs, 0)).toBeLessThanOrEqual(900);
  });

  it('ends when time is up during a hanging first attempt, and names the target', async () => {
    const { run } = setUp(() => new Promise(() => {}), 50);
    await expect(run()).rejects.toMatchObject({
      code: 'KFW_STARTUP_TIMEOUT',
      message: expect.stringMatching(/^the brokers at here:1 \(brokers\) did not answer within 50 ms\. /),
    });
  });

  it('makes no further attempt after an error that one cannot fix', async () => {
    const { run } = setUp(() => Promise.reject(new KfwError('KFW_AUTHENTICATION_FAILED', 'wrong password')), 60_000);
    await expect(run()).rejects.toThrow('wrong password');
  });

  it('ends with the last error when time is up during a hanging attempt', async () => {
    const { run } = setUp((nth) => (nth === 1 ? Promise.reject(unreachable(1)) : new Promise(() => {})), 400);
    await expect(run()).rejects.toThrow('attempt 1');
  });
});
