/**
 * The conformance suite of the codec port: every codec passes it. It is called in a test file of each codec, with
 * payloads of a schema of that codec. Tombstones never reach a codec, so they are only passed to `prepare`.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Codec, CodecTarget, PayloadReader, PayloadSide, PayloadWriter, RawRecord, Schema } from '@kfw/core';

/** The description of a codec for the suite. */
export interface CodecSample {
  readonly codec: Codec;
  readonly schema: Schema;
  /** At least two that differ. */
  readonly payloads: readonly unknown[];
  /** Not of the schema. Errors must not quote `secret`, which it holds. */
  readonly wrongPayload: { readonly payload: unknown; readonly secret: string };
  /** Bytes that cannot be decoded, holding `secret`; left out by a codec that takes any bytes. */
  readonly malformed?: { readonly bytes: Buffer; readonly secret: string };
  readonly topic: string;
}

/** Declares the suite. `makeSample` is called once for each test, so that nothing is known from the last one. */
export function codecConformance(name: string, makeSample: () => CodecSample | Promise<CodecSample>): void {
  describe(`codec ${name}`, () => {
    describe.each(['key', 'value'] as const)('for a %s', (side) => sideConformance(side, makeSample));

    it('has a reachable dependency, or none', async () => {
      const { codec } = await makeSample();
      await expect(Promise.resolve(codec.connect?.())).resolves.toBeUndefined();
    });
  });
}

function sideConformance(side: PayloadSide, makeSample: () => CodecSample | Promise<CodecSample>): void {
  let sample: CodecSample;
  let reader: PayloadReader;
  let writer: PayloadWriter;
  let written: Buffer[];

  beforeAll(async () => {
    sample = await makeSample();
    const target: CodecTarget = { topic: sample.topic, side, schema: sample.schema };
    reader = sample.codec.reader(target);
    writer = sample.codec.writer(target);
    await writer.prepare();
    written = sample.payloads.map((payload) => writer.encode(payload));
    await reader.prepare(written.map((bytes) => recordOf(side, bytes)));
  });

  it('reads back what it wrote', () => {
    expect(sample.payloads.length).toBeGreaterThan(1);
    expect(written.map((bytes) => reader.decode(bytes))).toStrictEqual(sample.payloads);
  });

  it('decodes the same bytes again, and leaves them as they are', () => {
    for (const bytes of written) {
      const before = Buffer.from(bytes);
      expect(reader.decode(bytes)).toStrictEqual(reader.decode(bytes));
      expect(bytes.equals(before)).toBe(true);
    }
  });

  it('writes bytes of their own each time', () => {
    const [first, second] = sample.payloads;
    const bytes = writer.encode(first);
    const before = Buffer.from(bytes);
    writer.encode(second);
    expect(bytes.equals(before)).toBe(true);
  });

  it('has nothing to await once all is known', () => {
    expect(writer.prepare()).toBeUndefined();
    expect(reader.prepare(written.map((bytes) => recordOf(side, bytes)))).toBeUndefined();
  });

  it('has nothing to await for tombstones, or for the other part of the record', async () => {
    const fresh = (await makeSample()).codec.reader({ topic: sample.topic, side, schema: sample.schema });
    expect(fresh.prepare([recordOf(side, null)])).toBeUndefined();
    const other = side === 'key' ? 'value' : 'key';
    expect(fresh.prepare(written.map((bytes) => recordOf(other, bytes)))).toBeUndefined();
  });

  it('refuses a payload that is not of the schema, without quoting it', () => {
    const { payload, secret } = sample.wrongPayload;
    const refused = expect.objectContaining({
      code: 'KFW_ENCODE_FAILED',
      message: expect.stringMatching(new RegExp(`^(?!.*${secret}).*"${sample.topic}"`, 's')),
    });
    expect(() => writer.encode(payload)).toThrow(refused);
  });

  it('refuses malformed bytes when they are decoded, not before, and without quoting them', async () => {
    const { malformed } = sample;
    if (malformed === undefined) return;
    await reader.prepare([recordOf(side, malformed.bytes)]);
    const refused = expect.objectContaining({
      code: 'KFW_DECODE_FAILED',
      message: expect.stringMatching(new RegExp(`^(?!.*${malformed.secret}).*"${sample.topic}"`, 's')),
    });
    expect(() => reader.decode(malformed.bytes)).toThrow(refused);
    expect(reader.decode(written[0] as Buffer)).toStrictEqual(sample.payloads[0]);
  });
}

function recordOf(side: PayloadSide, bytes: Buffer | null): RawRecord {
  return { offset: 0, timestamp: 0, key: null, value: null, headers: {}, sizeBytes: bytes?.length ?? 0, [side]: bytes };
}
