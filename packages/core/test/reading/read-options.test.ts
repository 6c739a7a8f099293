import { describe, expect, it } from '@jest/globals';
import { checkReadOptions, type ReadTopicOptions } from '../../src/reading/read-options.js';

const check = (options: ReadTopicOptions) => checkReadOptions('users', options);

function mistakesOf(options: object): string {
  try {
    check(options);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'KFW_READ_INVALID' });
    return (thrown as Error).message;
  }
  return '';
}

describe('the options of a reading', () => {
  it('are all there is, up to now, unless said otherwise', () => {
    const { partitions, named, follow, from, until } = check({});
    expect({ partitions, named, follow, from: from(3), until: until(3) }).toEqual({
      partitions: undefined,
      named: [],
      follow: false,
      from: 'earliest',
      until: 'latest',
    });
  });

  it('take offsets as numbers and as the text of a report, times, and words', () => {
    const time = new Date(5);
    expect([7, '7', time, 'latest' as const].map((from) => check({ from }).from(0))).toEqual([7, 7, time, 'latest']);
  });

  it('take positions by partition, and begin at the earliest where none is given', () => {
    const { named, from, until } = check({ from: { 2: 40, 1: 'latest' }, until: { 2: 50 } });
    expect(named).toEqual([1, 2]);
    expect([from(1), from(2), from(0)]).toEqual(['latest', 40, 'earliest']);
    expect([until(2), until(1)]).toEqual([50, 'latest']);
  });

  it('read a partition once that is named twice', () => {
    expect(check({ partitions: [1, 0, 1] }).partitions).toEqual([1, 0]);
  });

  it.each([-1, 1.5, '-1', '1e3', '', 'soon', Number.NaN, new Date(Number.NaN), null, true, 2 ** 53])(
    'refuse %p as a position',
    (from) => {
      expect(mistakesOf({ from })).toContain(`\`from\` cannot be "${String(from)}"`);
      expect(mistakesOf({ until: { 0: from } })).toContain(`\`until\` cannot be "${String(from)}"`);
    },
  );

  it('name every mistake', () => {
    const message = mistakesOf({ from: { 3: 'soon', x: 1 }, until: 4, partitions: [0, -1], follow: true });
    expect(message).toContain('"soon"');
    expect(message).toContain('`from` names a partition that is not a whole number');
    expect(message).toContain('partition -1 is not a whole number');
    expect(message).toContain('partition 3, which is not one of `partitions`');
    expect(message).toContain('leave `until` out');
  });
});
