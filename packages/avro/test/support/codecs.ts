/** Codecs on a test registry, and records as a transport would deliver them. */
import type { Codec, CodecTarget, RawRecord, Schema } from '@kfw/core';
import { type AvroCodecOptions, avro, createAvroCodec } from '../../src/index.js';
import type { TestRegistry } from './test-registry.js';

export function codecOn(registry: TestRegistry, options: Partial<AvroCodecOptions> = {}): Codec {
  return createAvroCodec({
    registry: { url: registry.url },
    registrySetting: 'registry.url in config/kafka.yml',
    register: 'always',
    ...options,
  });
}

export function targetOf(schema: Schema, topic = 'users'): CodecTarget {
  return { topic, side: 'value', schema };
}

export function recordOf(value: Buffer | null): RawRecord {
  return { offset: 0, timestamp: 0, key: null, value, headers: {}, sizeBytes: value?.length ?? 0 };
}

/** Avro bytes after the wire format's header. */
export function framed(id: number, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(id, 1);
  return Buffer.concat([header, body]);
}

export async function write(codec: Codec, target: CodecTarget, payload: unknown): Promise<Buffer> {
  const writer = codec.writer(target);
  await writer.prepare();
  return writer.encode(payload);
}

export async function read(codec: Codec, target: CodecTarget, bytes: Buffer): Promise<unknown> {
  const reader = codec.reader(target);
  await reader.prepare([recordOf(bytes)]);
  return reader.decode(bytes);
}

/** Through the wire and back, with one schema on both sides. */
export async function roundTrip(codec: Codec, definition: unknown, payload: unknown): Promise<unknown> {
  const target = targetOf(avro(definition));
  return read(codec, target, await write(codec, target, payload));
}

/** Written with one schema, read with another. */
export async function resolve(codec: Codec, written: unknown, payload: unknown, readAs: unknown): Promise<unknown> {
  return read(codec, targetOf(avro(readAs)), await write(codec, targetOf(avro(written)), payload));
}

/** A record schema with these fields. */
export function recordWith(...fields: object[]): { type: 'record'; name: string; fields: object[] } {
  return { type: 'record', name: 'com.shop.Thing', fields };
}
