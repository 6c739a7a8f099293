import { describe, expect, it } from '@jest/globals';
import { interleave } from '../../src/figures/interleave.js';

describe('interleaved runs', () => {
  it('take turns, one at a time', async () => {
    const steps: string[] = [];
    let measuring = 0;
    const samples = await interleave({
      participants: ['kfw', 'peer'],
      runs: 3,
      async measure(name, run) {
        expect(++measuring).toBe(1);
        await Promise.resolve();
        measuring--;
        steps.push(name);
        return `${name} ${run}`;
      },
    });
    expect(steps).toEqual(['kfw', 'peer', 'kfw', 'peer', 'kfw', 'peer']);
    expect(samples.get('peer')).toEqual(['peer 1', 'peer 2', 'peer 3']);
  });

  it('end with the first run that fails: there is no figure', async () => {
    const measured: number[] = [];
    const measure = async (_: string, run: number): Promise<number> => {
      measured.push(run);
      if (run === 2) throw new Error('lost a record');
      return run;
    };
    await expect(interleave({ participants: ['kfw'], runs: 5, measure })).rejects.toThrow('lost a record');
    expect(measured).toEqual([1, 2]);
  });
});
