import { describe, expect, it } from '@jest/globals';
import { isClusterUnavailable, RestartPolicy } from '../../src/consuming/restart-policy.js';

const healthyAfterMs = 1_000;

function kafkajsError(name: string, fields: object = {}): Error {
  return Object.assign(new Error(name), { name, ...fields });
}
const away = kafkajsError('KafkaJSConnectionError', { retriable: true });
const refused = kafkajsError('KafkaJSProtocolError', { retriable: false, type: 'GROUP_AUTHORIZATION_FAILED' });

/** How long it pauses before each restart, until it gives up. */
function pausesAfter(errors: readonly Error[]): (number | undefined)[] {
  const restarts = new RestartPolicy(healthyAfterMs, () => 0);
  return errors.map((error) => restarts.crashed(error).restartInMs);
}

describe('a restart policy', () => {
  it('waits for an unavailable cluster without limit, with pauses that grow to a bound', () => {
    const pauses = pausesAfter(new Array(100).fill(away));
    expect(pauses.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(pauses.slice(7).every((pause) => pause === 5_000)).toBe(true);
  });

  it('gives up after six rejected restarts in a row', () => {
    expect(pausesAfter(new Array(7).fill(refused))).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, undefined]);
  });

  it('counts only rejections in a row', () => {
    const pauses = pausesAfter([...new Array(6).fill(refused), away, ...new Array(6).fill(refused)]);
    expect(pauses.every((pause) => pause !== undefined)).toBe(true);
  });

  it('starts counting again once a member stayed in its group long enough, and not before', () => {
    let now = 0;
    const restarts = new RestartPolicy(healthyAfterMs, () => now);
    restarts.crashed(refused);
    restarts.joined();
    now += healthyAfterMs - 1;
    restarts.joined();
    expect(restarts.crashed(refused).attempt).toBe(2);
    restarts.joined();
    now += healthyAfterMs;
    expect(restarts.crashed(refused)).toEqual({ attempt: 1, restartInMs: 250 });
    expect(restarts.crashed(refused).attempt).toBe(2);
  });
});

describe('isClusterUnavailable', () => {
  it('reads the innermost cause', () => {
    const wrapped = kafkajsError('KafkaJSNumberOfRetriesExceeded', { retriable: false, cause: away });
    expect(isClusterUnavailable(wrapped)).toBe(true);
    expect(isClusterUnavailable(kafkajsError('KafkaJSNonRetriableError', { retriable: false, cause: refused }))).toBe(
      false,
    );
  });

  it('is true without a known coordinator, though kafkajs treats that as final', () => {
    expect(isClusterUnavailable(kafkajsError('KafkaJSGroupCoordinatorNotFound', { retriable: false }))).toBe(true);
  });

  it('is false for a bug and for a corrupt record', () => {
    expect(isClusterUnavailable(new TypeError('x is undefined'))).toBe(false);
    expect(
      isClusterUnavailable(kafkajsError('KafkaJSProtocolError', { retriable: true, type: 'CORRUPT_MESSAGE' })),
    ).toBe(false);
  });
});
