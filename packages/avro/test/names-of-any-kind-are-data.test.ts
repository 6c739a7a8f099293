import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codecOn, recordWith, resolve, roundTrip } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const names = Object.getOwnPropertyNames(Object.prototype).concat(
  'prototype',
  'name',
  'length',
  'then',
  'class',
  'new',
);

/** `{ [name]: value }`, also for names with a meaning in a literal. */
function holding(name: string, value: unknown): object {
  return Object.defineProperty({}, name, { value, enumerable: true, configurable: true, writable: true });
}

function ownOf(value: unknown, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value as unknown;
}

describe.each(names)('%s', (name) => {
  it('is a symbol of an enum, but not of one that does not have it', async () => {
    const kind = (...symbols: string[]) => recordWith({ name: 'kind', type: { type: 'enum', name: 'Kind', symbols } });
    expect(await roundTrip(codecOn(registry), kind('A', name), { kind: name })).toEqual({ kind: name });
    await expect(roundTrip(codecOn(registry), kind('A'), { kind: name })).rejects.toMatchObject({
      message: expect.stringContaining('kind should be one of A, not another text'),
    });
  });

  it('is a required field, which is missing when it is left out', async () => {
    const definition = recordWith({ name: 'a', type: 'int' }, { name, type: 'string' });
    const payload = Object.defineProperty(holding(name, 'x'), 'a', { value: 1, enumerable: true });
    const decoded = await roundTrip(codecOn(registry), definition, payload);
    expect(Object.keys(decoded as object).sort()).toEqual(['a', name].sort());
    expect(ownOf(decoded, name)).toBe('x');
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    await expect(roundTrip(codecOn(registry), definition, { a: 1 })).rejects.toMatchObject({
      message: expect.stringContaining(`${name} should be a string, not missing`),
    });
  });

  it('is a field with a default, also for a reader of data without it', async () => {
    const definition = recordWith({ name: 'a', type: 'int' }, { name, type: ['null', 'string'], default: null });
    const decoded = await roundTrip(codecOn(registry), definition, { a: 1 });
    expect(ownOf(decoded, name)).toBeNull();
    const older = await resolve(codecOn(registry), recordWith({ name: 'a', type: 'int' }), { a: 1 }, definition);
    expect(ownOf(older, name)).toBeNull();
    const newer = await resolve(codecOn(registry), definition, { a: 1 }, recordWith({ name: 'a', type: 'int' }));
    expect(newer).toStrictEqual({ a: 1 });
  });

  it('is rejected where no field has it', async () => {
    const payload = Object.defineProperty(holding(name, 'x'), 'a', { value: 1, enumerable: true });
    await expect(roundTrip(codecOn(registry), recordWith({ name: 'a', type: 'int' }), payload)).rejects.toMatchObject({
      message: expect.stringContaining(`${name} is not a field of com.shop.Thing`),
    });
  });

  it('is the name of a referenced type, and of branches of a union', async () => {
    const type = { type: 'record', name, fields: [{ name: 'next', type: ['null', name], default: null }] };
    expect(await roundTrip(codecOn(registry), type, { next: { next: null } })).toEqual({ next: { next: null } });
    const other = { type: 'record', name: 'Other', fields: [{ name: 'o', type: 'int' }] };
    const union = { type: 'record', name: 'Root', fields: [{ name: 'u', type: [type, other] }] };
    expect(await roundTrip(codecOn(registry), union, { u: { o: 1 } })).toEqual({ u: { o: 1 } });
    expect(await roundTrip(codecOn(registry), union, { u: {} })).toEqual({ u: { next: null } });
  });

  it('is a key of a map and of a default', async () => {
    const map = { type: 'map', values: { type: 'map', values: 'int' } };
    const written = recordWith({ name: 'm', type: map, default: holding(name, holding(name, 1)) });
    const decoded = (await roundTrip(codecOn(registry), written, {})) as { m: unknown };
    expect(ownOf(ownOf(decoded.m, name), name)).toBe(1);
    expect(Object.keys(decoded.m as object)).toEqual([name]);
  });
});

it.each([
  ['null of a later branch', ['string', 'null'], null, null],
  ['a number of a later branch', ['null', 'string', 'int'], 7, 7],
  ['text of a later branch', ['null', 'string'], 'x', 'x'],
  [
    'a symbol of a later branch',
    ['null', { type: 'enum', name: 'E', symbols: ['constructor'] }],
    'constructor',
    'constructor',
  ],
  ['a list of a later branch', ['null', { type: 'array', items: ['null', 'int'] }], [1, null], [1, null]],
  ['a timestamp of a later branch', ['null', { type: 'long', logicalType: 'timestamp-micros' }], 5_000, new Date(5)],
  ['bytes of a later branch', ['int', 'bytes'], '\xff', Buffer.from([255])],
  [
    'a uuid in a fixed',
    [{ type: 'fixed', name: 'I', size: 16, logicalType: 'uuid' }],
    '\x00'.repeat(16),
    '00000000-0000-0000-0000-000000000000',
  ],
  ['a record of a later branch', ['null', nested()], { at: 5 }, { at: new Date(5), raw: Buffer.from('a') }],
])('a default is %s', async (_what, type, json, value) => {
  const definition = recordWith({ name: 'v', type, default: json });
  expect(await roundTrip(codecOn(registry), definition, {})).toStrictEqual({ v: value });
});

/** A record with a required field and one with a default of bytes, which is JSON in the schema and a Buffer here. */
function nested(): object {
  const at = { type: 'long', logicalType: 'timestamp-millis' };
  return {
    type: 'record',
    name: 'Nested',
    fields: [
      { name: 'at', type: at },
      { name: 'raw', type: 'bytes', default: 'a' },
    ],
  };
}
