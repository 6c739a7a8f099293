import { describe, expect, it } from '@jest/globals';
import { Inbox } from '../../src/world/inbox.js';

describe('an inbox', () => {
  it('resolves a wait as soon as enough items have come', async () => {
    const inbox = new Inbox<number>('numbers', 5_000);
    const two = inbox.atLeast(2);
    inbox.push(1);
    inbox.push(2);
    expect(await two).toEqual([1, 2]);
  });

  it('counts items that came before the wait', async () => {
    const inbox = new Inbox<number>('numbers', 5_000);
    inbox.push(1, 2, 3);
    expect(await inbox.first('an even one', (n) => n % 2 === 0)).toBe(2);
  });

  it('reports at the deadline what it waited for and what it has', async () => {
    const inbox = new Inbox<number>('numbers', 5_000);
    inbox.push(41);
    await expect(inbox.atLeast(2, 1)).rejects.toMatchObject({
      code: 'KFW_DEADLINE_PASSED',
      message: 'Waited 1 ms for numbers: at least 2 without success. Seen so far: 1, the last being [ 41 ]',
    });
  });

  it('hands on what the condition throws', async () => {
    const inbox = new Inbox<number>('numbers', 5_000);
    const waiting = inbox.until('never', (all) => {
      if (all.length > 0) throw new Error('unexpected number');
      return false;
    });
    inbox.push(1);
    await expect(waiting).rejects.toThrow('unexpected number');
  });
});
