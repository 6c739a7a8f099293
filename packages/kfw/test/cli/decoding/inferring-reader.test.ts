import { describe, expect, it } from '@jest/globals';
import { RegistryLookup } from '@kfw/avro';
import { InferringReader } from '../../../src/cli/decoding/inferring-reader.js';

describe('a value that nothing is declared of', () => {
  it.each<[string, string | Buffer, unknown]>([
    ['an object', ' {"id":1,"__proto__":{"a":1}}', JSON.parse('{"id":1,"__proto__":{"a":1}}')],
    ['a number', '-1.5', -1.5],
    ['a JSON null', 'null', null],
    ['text', 'hello\nworld', 'hello\nworld'],
    ['text that begins like JSON', '2026-11-30 10:00', '2026-11-30 10:00'],
    ['nothing', '', ''],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff]), Buffer.from([0x7b, 0xff])],
    ['bytes with controls', Buffer.from([0, 0, 0, 0, 1, 65]), Buffer.from([0, 0, 0, 0, 1, 65])],
  ])('is %s', (_name, given, expected) => {
    expect(new InferringReader('value').decode(Buffer.from(given))).toEqual(expected);
  });

  it('changes no prototype', () => {
    new InferringReader('value').decode(Buffer.from('{"__proto__":{"polluted":true}}'));
    expect('polluted' in {}).toBe(false);
  });
});

it('leaves a key text', () => {
  expect(new InferringReader('key').decode(Buffer.from('1'))).toBe('1');
  expect(new InferringReader('key').decode(Buffer.from('{"id":1}'))).toBe('{"id":1}');
});

it('reads JSON after the id of a schema that is not Avro', async () => {
  const unusable = { state: 'unusable', reason: 'it is a JSON Schema' } as const;
  const registry = { fetch: async () => unusable } as unknown as ConstructorParameters<
    typeof RegistryLookup
  >[0]['registry'];
  const reader = new InferringReader('value', new RegistryLookup({ registry, registrySetting: '--registry' }));
  const framed = (body: string) => Buffer.concat([Buffer.from([0, 0, 0, 0, 3]), Buffer.from(body)]);
  const record = { offset: 0, timestamp: 0, key: null, value: framed(''), headers: {}, sizeBytes: 0 };
  await reader.prepare([record]);
  expect(reader.decode(framed('{"id":1}'))).toEqual({ id: 1 });
  expect(() => reader.decode(framed('\u0002\u0004'))).toThrow('it is a JSON Schema');
});

it('reports bytes that only a registry can decode, without one', () => {
  let reported = 0;
  const reader = new InferringReader('value', undefined, () => reported++);
  expect(reader.decode(Buffer.from([0, 0, 0, 0, 7, 2, 0x41]))).toEqual(Buffer.from([0, 0, 0, 0, 7, 2, 0x41]));
  expect(reported).toBe(1);
  reader.decode(Buffer.from([1, 0xff]));
  reader.decode(Buffer.from('{"a":1}'));
  expect(reported).toBe(1);
});
