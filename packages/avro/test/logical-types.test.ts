import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { avro } from '../src/index.js';
import { codecOn, framed, read, recordWith, resolve, roundTrip, targetOf } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const moment = new Date('2026-11-21T10:20:30.456Z');
const decimal = { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 };
const fixedDecimal = { type: 'fixed', name: 'Amount', size: 8, logicalType: 'decimal', precision: 18, scale: 3 };

const uuid = { type: 'string', logicalType: 'uuid' };
const millis = { type: 'long', logicalType: 'timestamp-millis' };
const long = 'an integer from -(2^53 - 1) to 2^53 - 1 (long)';

function single(type: unknown): unknown {
  return recordWith({ name: 'value', type });
}

it.each([
  ['date', { type: 'int', logicalType: 'date' }, new Date('2026-11-21T00:00:00Z')],
  ['a date before the epoch', { type: 'int', logicalType: 'date' }, new Date('1815-12-10T00:00:00Z')],
  ['timestamp-millis', { type: 'long', logicalType: 'timestamp-millis' }, moment],
  ['timestamp-micros', { type: 'long', logicalType: 'timestamp-micros' }, moment],
  ['decimal in bytes', decimal, '-12.50'],
  ['decimal zero', decimal, '0.00'],
  ['decimal below one', decimal, '0.07'],
  ['decimal at its precision', decimal, '9999999.99'],
  ['decimal in fixed', fixedDecimal, '-999999999999999.999'],
  ['decimal without scale', { type: 'bytes', logicalType: 'decimal', precision: 30 }, '123456789012345678901234567890'],
  ['uuid', { type: 'string', logicalType: 'uuid' }, '0190c1f2-7e3a-7c4b-9d5e-0123456789ab'],
  [
    'uuid in a fixed',
    { type: 'fixed', name: 'Id', size: 16, logicalType: 'uuid' },
    '0190c1f2-7e3a-7c4b-9d5e-0123456789ab',
  ],
  ['a nullable timestamp', ['null', { type: 'long', logicalType: 'timestamp-millis' }], moment],
  ['null for a nullable decimal', ['null', decimal], null],
  ['a nullable decimal', ['null', decimal], '1.00'],
  ['a list of dates', { type: 'array', items: { type: 'int', logicalType: 'date' } }, [new Date(0)]],
  ['an unknown logical type', { type: 'long', logicalType: 'mileage' }, 12],
])('%s reaches the app as a native value', async (_name, type, value) => {
  expect(await roundTrip(codecOn(registry), single(type), { value })).toStrictEqual({ value });
});

it('pads a decimal to its scale, and truncates a date to its day', async () => {
  expect(await roundTrip(codecOn(registry), single(decimal), { value: '7.5' })).toEqual({ value: '7.50' });
  const day = { type: 'int', logicalType: 'date' };
  expect(await roundTrip(codecOn(registry), single(day), { value: moment })).toEqual({
    value: new Date('2026-11-21T00:00:00Z'),
  });
});

it.each([
  [
    'a decimal with more places than its scale',
    decimal,
    '1.234',
    'decimal(9,2), not a text with 3 digits after the point',
  ],
  [
    'a decimal with too many digits',
    decimal,
    '12345678.00',
    'decimal(9,2), not a text with more digits before the point',
  ],
  ['a decimal as a number', decimal, 1.5, 'decimal(9,2), not a number'],
  [
    'text that is not a decimal',
    decimal,
    '1,5',
    "decimal(9,2), not text that is not a decimal: pass digits, such as '-12.50'",
  ],
  ['a decimal in a union', ['null', decimal], '1,5', 'decimal(9,2), not text that is not a decimal'],
  ['text that is not a uuid', uuid, 'x', 'a uuid, not another text'],
  ['a uuid as bytes', uuid, Buffer.alloc(16), 'a uuid, not a Buffer of 16 bytes'],
  ['an invalid date', { type: 'int', logicalType: 'date' }, new Date(Number.NaN), 'a Date (date), not an invalid Date'],
  ['a number for a timestamp', millis, 1, 'a Date (timestamp-millis), not a number'],
  ['text for a timestamp', millis, moment.toISOString(), 'a Date (timestamp-millis), not a string'],
  ['a number beyond the safe integers', 'long', 2 ** 53, `${long}, not a number out of that range`],
  ['a number with a fraction', 'long', 0.5, `${long}, not a number with a fraction`],
  ['a bigint', 'long', 1n, `${long}, not a bigint: pass a number`],
  ['a number of 33 bits', 'int', 2 ** 31, 'an integer of 32 bits (int), not a number out of that range'],
  ['no number', 'int', Number.NaN, 'an integer of 32 bits (int), not NaN'],
  ['a number of more than a float', 'float', 1e39, 'a number (float), not a number out of that range'],
])('rejects %s', async (_name, type, value, expected) => {
  await expect(roundTrip(codecOn(registry), single(type), { value })).rejects.toMatchObject({
    code: 'KFW_ENCODE_FAILED',
    message: expect.stringContaining(`value should be ${expected}`),
  });
});

describe('resolution', () => {
  it.each([
    ['a plain long as a timestamp', 'long', moment.getTime(), millis, moment],
    ['an int as a timestamp', 'int', 1000, millis, new Date(1000)],
    ['a timestamp as a plain long', millis, moment, 'long', moment.getTime()],
    ['micros as millis', { type: 'long', logicalType: 'timestamp-micros' }, moment, millis, moment],
    ['millis as micros', millis, moment, { type: 'long', logicalType: 'timestamp-micros' }, moment],
    ['plain bytes as a decimal', 'bytes', Buffer.from([4, 0xe2]), decimal, '12.50'],
    ['a timestamp as a nullable one', millis, moment, ['null', millis], moment],
    [
      'a date as a timestamp',
      { type: 'int', logicalType: 'date' },
      new Date('1969-12-31'),
      millis,
      new Date('1969-12-31'),
    ],
    ['a decimal of a smaller scale', { ...decimal, scale: 1 }, '-12.5', decimal, '-12.50'],
    ['a decimal of a larger scale, without more digits', { ...decimal, scale: 4 }, '0.0500', decimal, '0.05'],
    ['a smaller decimal as a larger one', { ...decimal, precision: 4 }, '12.50', decimal, '12.50'],
  ])('reads %s', async (_name, written, value, readAs, expected) => {
    const decoded = await resolve(codecOn(registry), single(written), { value }, single(readAs));
    expect(decoded).toStrictEqual({ value: expected });
  });

  it('reads another unit also in a union whose enum has moved', async () => {
    const union = (namespace: string, time: object) =>
      single(['null', { type: 'enum', name: 'E', namespace, symbols: ['A'] }, time]);
    const id = registry.add(union('next', { type: 'long', logicalType: 'timestamp-micros' }));
    for (const [body, value] of [
      [[2, 0], 'A'],
      [[4, 0xa0, 0x1f], new Date(2)],
    ] as const) {
      const message = framed(id, Buffer.from(body));
      expect(await read(codecOn(registry), targetOf(avro(union('shop', millis))), message)).toStrictEqual({ value });
    }
  });

  it('reads nanoseconds as milliseconds', async () => {
    const nanos = { type: 'long', logicalType: 'timestamp-nanos' };
    const id = registry.add(single(nanos));
    // 1700000000123456789 and -1.
    for (const [hex, ms] of [
      ['aab4aed8c7bfce972f', 1_700_000_000_123],
      ['01', -1],
    ] as const) {
      const decoded = await read(
        codecOn(registry),
        targetOf(avro(single(millis))),
        framed(id, Buffer.from(hex, 'hex')),
      );
      expect(decoded).toStrictEqual({ value: new Date(ms) });
    }
  });

  it.each([
    ['a decimal of a larger scale, with more digits', { ...decimal, scale: 3 }, '1.234', decimal],
    ['a timestamp as a date', millis, moment, { type: 'int', logicalType: 'date' }],
    ['a long beyond the safe integers', 'bytes', Buffer.from([1]), 'long'],
  ])('does not read %s', async (_name, written, value, readAs) => {
    const reading = resolve(codecOn(registry), single(written), { value }, single(readAs));
    await expect(reading).rejects.toMatchObject({
      code: 'KFW_DECODE_FAILED',
      message: expect.stringContaining('it cannot be read as com.shop.Thing: value: '),
    });
  });
});
