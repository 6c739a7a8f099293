import { describe, expect, it } from '@jest/globals';
import { watchLag } from '../../../src/cli/lag/watch-lag.js';
import { createResults } from '../../../src/cli/rendering/results.js';

/** Results that are kept. */
function recorded() {
  const lines: string[] = [];
  const results = {
    ...createResults({}),
    text: (line: string) => void lines.push(line.replace(/^\d{4}-.*Z$/, 'time')),
    note: (line: string) => void lines.push(`note ${line}`),
  };
  return { lines, results };
}

describe('watching lag', () => {
  it('continues after a failure, until the signal fires', async () => {
    const { lines, results } = recorded();
    const interrupt = new AbortController();
    let times = 0;
    const watching = watchLag({ results, signal: interrupt.signal }, 1, async () => {
      times++;
      if (times === 2) throw new Error('the brokers are down');
      if (times === 3) interrupt.abort(new Error('interrupted'));
      return () => results.text(`table ${times}`);
    });
    await expect(watching).rejects.toThrow();
    expect(lines).toEqual(['time', 'table 1', 'note the brokers are down', 'time', 'table 3']);
  });

  it('ends with the first failure when it is the first draw', async () => {
    const { lines, results } = recorded();
    const { signal } = new AbortController();
    const watching = watchLag({ results, signal }, 1, () => Promise.reject(new Error('no such group')));
    await expect(watching).rejects.toThrow('no such group');
    expect(lines).toEqual([]);
  });
});
