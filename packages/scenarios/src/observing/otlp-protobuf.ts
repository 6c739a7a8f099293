/**
 * Decodes OTLP's Protobuf into the shape of its JSON encoding: names in camel case, ids as hexadecimal text, integers of 64 bits as text.
 * The fields are those of opentelemetry-proto 1.x that the tests read; others are skipped.
 */

type Kind = 'text' | 'id' | 'integer' | 'boolean' | 'double' | 'fixed64';
interface Field {
  readonly name: string;
  readonly kind: Kind | (() => Fields);
  readonly repeated?: boolean;
}
type Fields = Readonly<Record<number, Field>>;

const one = (name: string, kind: Field['kind']): Field => ({ name, kind });
const many = (name: string, kind: Field['kind']): Field => ({ name, kind, repeated: true });

const anyValue: Fields = {
  1: one('stringValue', 'text'),
  2: one('boolValue', 'boolean'),
  3: one('intValue', 'integer'),
  4: one('doubleValue', 'double'),
  5: one('arrayValue', () => ({ 1: many('values', () => anyValue) })),
};
const keyValue: Fields = { 1: one('key', 'text'), 2: one('value', () => anyValue) };
const attributes = many('attributes', () => keyValue);
const resource: Fields = { 1: attributes };
const scope: Fields = { 1: one('name', 'text'), 2: one('version', 'text') };

const event: Fields = { 1: one('timeUnixNano', 'fixed64'), 2: one('name', 'text'), 3: attributes };
const link: Fields = { 1: one('traceId', 'id'), 2: one('spanId', 'id'), 4: attributes };
const span: Fields = {
  1: one('traceId', 'id'),
  2: one('spanId', 'id'),
  4: one('parentSpanId', 'id'),
  5: one('name', 'text'),
  6: one('kind', 'integer'),
  7: one('startTimeUnixNano', 'fixed64'),
  8: one('endTimeUnixNano', 'fixed64'),
  9: attributes,
  11: many('events', () => event),
  13: many('links', () => link),
  15: one('status', () => ({ 2: one('message', 'text'), 3: one('code', 'integer') })),
};

const numberPoint: Fields = { 4: one('asDouble', 'double'), 6: one('asInt', 'fixed64'), 7: attributes };
const histogramPoint: Fields = {
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: many('bucketCounts', 'fixed64'),
  7: many('explicitBounds', 'double'),
  9: attributes,
};
const numbers: Fields = { 1: many('dataPoints', () => numberPoint), 3: one('isMonotonic', 'boolean') };
const metric: Fields = {
  1: one('name', 'text'),
  2: one('description', 'text'),
  3: one('unit', 'text'),
  5: one('gauge', () => numbers),
  7: one('sum', () => numbers),
  9: one('histogram', () => ({ 1: many('dataPoints', () => histogramPoint) })),
};

const ofResource = (items: Field): Fields => ({
  1: one('resource', () => resource),
  2: many(items.name === 'spans' ? 'scopeSpans' : 'scopeMetrics', () => ({ 1: one('scope', () => scope), 2: items })),
});
const traces: Fields = { 1: many('resourceSpans', () => ofResource(many('spans', () => span))) };
const metrics: Fields = { 1: many('resourceMetrics', () => ofResource(many('metrics', () => metric))) };

/** An ExportTraceServiceRequest or ExportMetricsServiceRequest. */
export function decodeOtlp(signal: 'traces' | 'metrics', bytes: Buffer): unknown {
  return decode(signal === 'traces' ? traces : metrics, bytes);
}

function decode(fields: Fields, bytes: Buffer): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  for (const { number, value } of wireFields(bytes)) {
    const field = fields[number];
    if (field === undefined) continue;
    const { name, kind, repeated = false } = field;
    const values = isPacked(field, value) ? unpacked(value) : [value];
    for (const each of values) {
      const decoded = typeof kind === 'function' ? decode(kind(), each as Buffer) : scalar(kind, each);
      if (repeated) message[name] = [...((message[name] as unknown[] | undefined) ?? []), decoded];
      else message[name] = decoded;
    }
  }
  return message;
}

type WireValue = bigint | Buffer;

/** The fields in the order of the wire: numbers as they are, everything else as its bytes. */
function* wireFields(bytes: Buffer): Generator<{ number: number; value: WireValue }> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    const value = wireType === 0 ? varint() : take(wireType === 1 ? 8 : wireType === 5 ? 4 : Number(varint()));
    yield { number: tag >> 3, value };
  }
}

/** Repeated numbers of eight bytes come as one field. */
function isPacked({ kind, repeated }: Field, value: WireValue): value is Buffer {
  return repeated === true && (kind === 'double' || kind === 'fixed64') && typeof value !== 'bigint';
}

function unpacked(value: Buffer): Buffer[] {
  return Array.from({ length: value.length / 8 }, (_, index) => value.subarray(index * 8, index * 8 + 8));
}

function scalar(kind: Kind, value: WireValue): unknown {
  if (typeof value === 'bigint') return kind === 'boolean' ? value === 1n : BigInt.asIntN(64, value).toString();
  if (kind === 'double') return value.readDoubleLE();
  if (kind === 'fixed64') return value.readBigInt64LE().toString();
  return value.toString(kind === 'id' ? 'hex' : 'utf8');
}
