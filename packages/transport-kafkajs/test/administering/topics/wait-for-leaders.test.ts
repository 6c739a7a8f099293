import { describe, expect, it } from '@jest/globals';
import { waitForLeaders } from '../../../src/administering/topics/wait-for-leaders.js';

/** Says one after another of `answers`; an error is thrown. */
function saying<T>(...answers: (T | Error)[]) {
  const asked = { times: 0 };
  const ask = async (): Promise<T> => {
    const answer = answers[asked.times++];
    if (answer === undefined) throw new Error('asked too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { ask, asked };
}

const refusal = (type: string) => Object.assign(new Error(`refused: ${type}`), { type });
type Partitions = { leader: number }[];
const ledBy = (...leaders: number[]): Partitions => leaders.map((leader) => ({ leader }));

describe('a new topic', () => {
  it('is waited for until every partition has a leader', async () => {
    const unheardOf = refusal('UNKNOWN_TOPIC_OR_PARTITION');
    const { ask, asked } = saying(
      unheardOf,
      [ledBy(1), ledBy()],
      [ledBy(1), ledBy(1, -1)],
      refusal('LEADER_NOT_AVAILABLE'),
      [ledBy(1), ledBy(1, 1)],
    );
    await waitForLeaders(ask);
    expect(asked.times).toBe(5);
  });

  it('is given up at once where waiting cannot help', async () => {
    const { ask, asked } = saying<Partitions[]>(refusal('TOPIC_AUTHORIZATION_FAILED'));
    await expect(waitForLeaders(ask)).rejects.toThrow('refused: TOPIC_AUTHORIZATION_FAILED');
    expect(asked.times).toBe(1);
  });
});
