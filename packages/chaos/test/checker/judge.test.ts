/** The judge of a chaos run must report each violation, and nothing else. */
import { describe, expect, it } from '@jest/globals';
import { judge } from '../../src/checker/judge.js';
import type { DeadLetter, Handled, Produced } from '../../src/checker/records.js';

/** `a0 a1! b0`: keys with numbers, in the order of the log; poison has an exclamation mark. */
function input(text: string): Produced[] {
  return words(text).map(({ key, seq, marked }, offset) => ({ key, seq, poison: marked, partition: 0, offset }));
}

const produced = input('a0 b0 a1 b1! a2 b2');

function output(text: string): Handled[] {
  return words(text).map(({ key, seq }, position) => {
    const offset = produced.find((one) => one.key === key && one.seq === seq)?.offset ?? -1;
    return { key, seq, partition: 0, offset, pid: 1, at: position, position: `0/${position}` };
  });
}

function dead(text: string): DeadLetter[] {
  return output(text).map(({ key, seq, partition, offset, position }) => {
    return { key, seq, sourcePartition: partition, sourceOffset: offset, position };
  });
}

function words(text: string) {
  return text
    .split(' ')
    .filter((message) => message !== '')
    .map((message) => ({
      key: message.charAt(0),
      seq: Number.parseInt(message.slice(1), 10),
      marked: message.endsWith('!'),
    }));
}

const sound = { produced: 6, handled: 5, lost: 0, outOfOrder: 0, duplicates: 0, deadLettered: 1, wrong: [] };

describe('the judge of a chaos run', () => {
  it('finds nothing wrong when all is handled in order and the poison is a dead letter', () => {
    const acknowledged = new Map([['a', [0, 1]]]);
    const logs = { produced, handled: output('b0 a0 a1 b2 a2'), deadLetters: dead('b1'), acknowledged };
    expect(judge(logs)).toEqual({ ...sound, examples: [] });
  });

  it.each([
    ['a message that was not handled', 'a0 b0 a1 b2', { handled: 4, lost: 1 }],
    ['a message after its successor', 'a1 a0 b0 a2 b2', { outOfOrder: 1 }],
    ['two messages after their successor', 'a2 a0 a1 b0 b2', { outOfOrder: 2 }],
    ['a message twice', 'a0 b0 a1 a1 b2 a2', { duplicates: 1 }],
    ['a repeated stretch, which is in order', 'a0 b0 a1 a0 b0 a1 b2 a2', { duplicates: 3 }],
    [
      'a wrong order in a repeated stretch, where it appeared first',
      'a1 b0 a0 a1 a2 b2',
      { outOfOrder: 1, duplicates: 1 },
    ],
  ])('sees %s', (_what, handled, found) => {
    const judgement = judge({ produced, handled: output(handled), deadLetters: dead('b1'), acknowledged: undefined });
    expect(judgement).toMatchObject({ ...sound, ...found });
  });

  it.each([
    [
      'poison that is missing',
      'a0 a1 a2 b0 b2',
      '',
      { lost: 1, wrong: ['poison is missing from the dead letters: 1 ×'] },
    ],
    ['poison that was handled', 'a0 a1 a2 b0 b1 b2', 'b1', { lost: 0, wrong: ['poison was handled: 1 ×'] }],
    [
      'a dead letter that is not poison',
      'a0 a1 a2 b0',
      'b1 b2',
      { lost: 0, wrong: ['a dead letter is not poison: 1 ×'] },
    ],
    ['a dead letter twice', 'a0 a1 a2 b0 b2', 'b1 b1', { duplicates: 1, wrong: [] }],
    [
      'a dead letter from nowhere',
      'a0 a1 a2 b0 b2',
      'c7 b1',
      { wrong: ['a dead letter is missing from the input: 1 ×'] },
    ],
    [
      'a message that was never produced',
      'a0 a1 a2 b0 b2 c7',
      'b1',
      { wrong: ['the output holds a message that the input does not: 1 ×'] },
    ],
  ])('sees %s', (_what, handled, deadLetters, found) => {
    const logs = { produced, handled: output(handled), deadLetters: dead(deadLetters), acknowledged: undefined };
    expect(judge(logs)).toMatchObject(found);
  });

  it('sees dead letters that name another source, or are out of the order of their source', () => {
    const poisoned = input('a0! b0! a1!');
    const letters = poisoned.map(({ key, seq, offset }) => ({ key, seq, sourcePartition: 0, sourceOffset: offset }));
    const placed = letters.map((letter, position) => ({ ...letter, position: `0/${position}` }));
    const logs = { produced: poisoned, handled: [], acknowledged: undefined };
    expect(judge({ ...logs, deadLetters: placed }).wrong).toEqual([]);
    expect(judge({ ...logs, deadLetters: placed.toReversed() }).wrong).toEqual(['dead letters are out of order: 2 ×']);
    const elsewhere = placed.map((letter) => ({ ...letter, sourcePartition: 1 }));
    expect(judge({ ...logs, deadLetters: elsewhere }).wrong).toEqual(['a dead letter names another source: 3 ×']);
  });

  it('counts what was acknowledged and is not in the input as lost', () => {
    const acknowledged = new Map([['a', [2, 3]]]);
    const logs = { produced, handled: output('a0 a1 a2 b0 b2'), deadLetters: dead('b1'), acknowledged };
    expect(judge(logs)).toMatchObject({ lost: 1, examples: ['lost: a/3 was acknowledged, and is not in the input'] });
  });

  it('sees that the producer itself repeats or misorders', () => {
    const twice = { produced: input('a0 a0'), handled: output('a0'), deadLetters: [], acknowledged: undefined };
    expect(judge(twice).wrong).toEqual(['the input holds a message twice: 1 ×']);
    const late = { produced: input('a1 a0'), handled: output('a1 a0'), deadLetters: [], acknowledged: undefined };
    expect(judge(late)).toMatchObject({ outOfOrder: 1, wrong: ['the input itself is out of order: 1 ×'] });
  });

  it('shows the first few of each kind', () => {
    const many = input(Array.from({ length: 40 }, (_, seq) => `a${seq}`).join(' '));
    const { lost, examples } = judge({ produced: many, handled: [], deadLetters: [], acknowledged: undefined });
    expect(lost).toBe(40);
    expect(examples).toHaveLength(10);
  });
});
