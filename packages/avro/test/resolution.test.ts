import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { avro } from '../src/index.js';
import { codecOn, framed, read, recordWith, resolve, roundTrip, targetOf } from './support/codecs.js';
import { TestRegistry } from './support/test-registry.js';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await TestRegistry.start();
});
afterAll(() => registry.stop());

const id = { name: 'id', type: 'int' };
const created = recordType('Created', { name: 'at', type: 'long' });
const deleted = recordType('Deleted', { name: 'reason', type: 'string' });

function recordType(name: string, ...fields: object[]): object {
  return { type: 'record', name, fields };
}

describe('an older or newer writer', () => {
  it.each([
    [
      'a field that the writer did not have yet',
      [id],
      { id: 1 },
      [id, { name: 'n', type: 'int', default: 7 }],
      { id: 1, n: 7 },
    ],
    ['no field that the reader does not know', [id, { name: 'n', type: 'string' }], { id: 1, n: 'x' }, [id], { id: 1 }],
    ['a renamed field', [id], { id: 1 }, [{ name: 'number', aliases: ['id'], type: 'int' }], { number: 1 }],
    ['a promoted number', [id], { id: 1 }, [{ name: 'id', type: 'double' }], { id: 1 }],
    ['a field made nullable', [id], { id: 1 }, [{ name: 'id', type: ['null', 'int'] }], { id: 1 }],
    [
      'a record default',
      [id],
      { id: 1 },
      [id, { name: 'c', type: created, default: { at: 5 } }],
      { id: 1, c: { at: 5 } },
    ],
    [
      'bytes as text',
      [{ name: 's', type: 'bytes' }],
      { s: Buffer.from('ü') },
      [{ name: 's', type: 'string' }],
      { s: 'ü' },
    ],
    [
      'skipped lists and maps',
      [
        { name: 'l', type: { type: 'array', items: 'string' } },
        { name: 'm', type: { type: 'map', values: 'bytes' } },
        id,
      ],
      { l: ['a', 'b'], m: { k: Buffer.from('v') }, id: 3 },
      [id],
      { id: 3 },
    ],
  ])('%s', async (_name, written, payload, readAs, expected) => {
    const decoded = await resolve(codecOn(registry), recordWith(...written), payload, recordWith(...readAs));
    expect(decoded).toStrictEqual(expected);
  });

  it('an incompatible writer is named, not the payload', async () => {
    const reading = resolve(codecOn(registry), recordWith(id), { id: 1 }, recordWith({ name: 'name', type: 'string' }));
    await expect(reading).rejects.toMatchObject({
      code: 'KFW_DECODE_FAILED',
      message: expect.stringContaining(
        `it cannot be read as com.shop.Thing: the reader's field "name" has no default, and the writer's record com.shop.Thing has no such field`,
      ),
    });
  });

  it('a long that a number cannot hold is rejected', async () => {
    const definition = recordWith({ name: 'n', type: 'long' });
    const largest = Buffer.from('feffffffffffffffff01', 'hex');
    const reading = read(codecOn(registry), targetOf(avro(definition)), framed(registry.add(definition), largest));
    await expect(reading).rejects.toMatchObject({
      code: 'KFW_DECODE_FAILED',
      message: expect.stringContaining('which a number cannot hold exactly'),
    });
  });
});

describe('unions', () => {
  const union = (...branches: unknown[]) => recordWith({ name: 'value', type: branches });

  it.each([
    ['null', ['null', 'string'], null],
    ['a string', ['null', 'string'], 'x'],
    ['an empty string', ['null', 'string'], ''],
    ['a number beside a string', ['string', 'double'], 1.5],
    [
      'a list beside a map',
      [
        { type: 'array', items: 'int' },
        { type: 'map', values: 'int' },
      ],
      { a: 1 },
    ],
    ['the first of two records', ['null', created, deleted], { at: 1 }],
    ['the second of two records', ['null', created, deleted], { reason: 'x' }],
    ['null beside records', ['null', created, deleted], null],
    ['a Date beside a record', [created, { type: 'long', logicalType: 'timestamp-millis' }], new Date(5)],
    ['a record beside a Date', [created, { type: 'long', logicalType: 'timestamp-millis' }], { at: 5 }],
    [
      'one of two enums',
      [
        { type: 'enum', name: 'A', symbols: ['a'] },
        { type: 'enum', name: 'B', symbols: ['b'] },
      ],
      'b',
    ],
  ])('%s is written and read unchanged', async (_name, branches, value) => {
    expect(await roundTrip(codecOn(registry), union(...branches), { value })).toStrictEqual({ value });
  });

  it('a record in a list in a map finds its branch', async () => {
    const type = { type: 'map', values: { type: 'array', items: [created, deleted] } };
    const payload = { value: { a: [{ at: 1 }, { reason: 'x' }], b: [] } };
    expect(await roundTrip(codecOn(registry), recordWith({ name: 'value', type }), payload)).toStrictEqual(payload);
  });

  it.each([
    ['with another order of branches', [created, deleted], { reason: 'x' }, ['null', deleted, created]],
    ['with more branches', ['null', created], { at: 1 }, ['null', deleted, created]],
    ['that was not a union', created, { at: 1 }, [deleted, created]],
  ])('a union is resolved from one %s', async (_name, written, value, readAs) => {
    const field = (type: unknown) => recordWith({ name: 'value', type });
    const decoded = await resolve(codecOn(registry), field(written), { value }, field(readAs));
    expect(decoded).toStrictEqual({ value });
  });

  it('a value that fits no branch is rejected with all types that would fit', async () => {
    await expect(roundTrip(codecOn(registry), union('null', created, deleted), { value: {} })).rejects.toMatchObject({
      code: 'KFW_ENCODE_FAILED',
      message: expect.stringContaining(
        'value should be null or a record com.shop.Created or a record com.shop.Deleted, not an object',
      ),
    });
  });
});

it('a recursive record is read', async () => {
  const tree = { type: 'record', name: 'Node', fields: [{ name: 'children', type: { type: 'array', items: 'Node' } }] };
  const payload = { children: [{ children: [] }, { children: [{ children: [] }] }] };
  expect(await roundTrip(codecOn(registry), tree, payload)).toStrictEqual(payload);
});
