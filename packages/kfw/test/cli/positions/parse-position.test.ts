import { describe, expect, it } from '@jest/globals';
import { parsePosition } from '../../../src/cli/positions/parse-position.js';

const nowMs = Date.parse('2026-11-30T12:00:00Z');

const parse = (given: string, shifts = true) => parsePosition({ option: '--to', given, nowMs, shifts });
const time = (text: string) => ({ kind: 'time', timestampMs: Date.parse(text) });

describe('a position', () => {
  it('is a place, an offset or a number of messages', () => {
    expect(parse('earliest')).toEqual({ kind: 'earliest' });
    expect(parse('latest')).toEqual({ kind: 'latest' });
    expect(parse('0')).toEqual({ kind: 'offset', offset: 0 });
    expect(parse('1796060400000')).toEqual({ kind: 'offset', offset: 1_796_060_400_000 });
    expect(parse('-500')).toEqual({ kind: 'shift', by: -500 });
    expect(parse('+500')).toEqual({ kind: 'shift', by: 500 });
  });

  it.each([
    ['-1h', '2026-11-30T11:00:00Z'],
    ['-30m', '2026-11-30T11:30:00Z'],
    ['-45s', '2026-11-30T11:59:15Z'],
    ['-250ms', '2026-11-30T11:59:59.750Z'],
    ['-2d', '2026-11-28T12:00:00Z'],
    ['-1w', '2026-11-23T12:00:00Z'],
    ['@1796040000123', '2026-11-30T12:00:00.123Z'],
    ['2026-11-30T17:40:05.25Z', '2026-11-30T17:40:05.250Z'],
    ['2026-11-30T17:40z', '2026-11-30T17:40:00Z'],
    ['2026-11-30T17:40:00+02:00', '2026-11-30T15:40:00Z'],
    ['2026-11-30 17:40:00-0530', '2026-11-30T23:10:00Z'],
    ['2028-02-29T00:00:00.123456789Z', '2028-02-29T00:00:00.123Z'],
  ])('is a time: %s', (given, at) => {
    expect(parse(given)).toEqual(time(at));
  });

  it('is local time without a zone, also as a date alone', () => {
    const local = (hours: number, minutes: number) => new Date(2026, 10, 30, hours, minutes).getTime();
    expect(parse('2026-11-30T17:40')).toEqual({ kind: 'time', timestampMs: local(17, 40) });
    expect(parse('2026-11-30')).toEqual({ kind: 'time', timestampMs: local(0, 0) });
  });

  it.each([
    '',
    'now',
    '-1',
    '1h',
    '+1h',
    '-1y',
    '-h',
    '-1.5h',
    '1.5',
    '@',
    '@-1',
    '99999999999999999999',
    '2026-13-01',
    '2026-02-29',
    '2026-11-31T10:00Z',
    '2026-11-30T25:00Z',
    '2026-11-30T10:60Z',
    '2026-11-30T10:00+25:00',
    '30.11.2026',
    '2026-11-30T',
  ])('is rejected with what is expected: "%s"', (given) => {
    expect(() => parse(given, false)).toThrow(
      expect.objectContaining({
        code: 'KFW_OPTION_INVALID',
        message: expect.stringMatching(/^--to takes earliest, latest, an offset, or a time such as .*; got ".*"\.$/),
      }),
    );
  });

  it('names shifts in what is expected, where there are some', () => {
    expect(() => parse('soon')).toThrow('messages from the committed offset (-500, +500), or a time');
  });
});
