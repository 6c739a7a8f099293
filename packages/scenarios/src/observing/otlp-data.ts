/** Spans and metrics as tests read them, from requests of OTLP in the shape of its JSON encoding. */

export type AttributeValue = string | number | boolean | readonly AttributeValue[] | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface ReceivedSpan {
  readonly resource: Attributes;
  readonly scope: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | 'unspecified';
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Attributes;
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: Attributes }[];
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message: string };
}

export interface ReceivedPoint {
  readonly scope: string;
  readonly name: string;
  readonly unit: string;
  readonly kind: 'sum' | 'gauge' | 'histogram';
  readonly attributes: Attributes;
  /** Of a sum or a gauge; else 0. */
  readonly value: number;
  /** Of a histogram; else 0 and empty. */
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const codes = ['unset', 'ok', 'error'] as const;

type Json = Readonly<Record<string, unknown>>;

export function spansOf(request: unknown): ReceivedSpan[] {
  return list(request, 'resourceSpans').flatMap((ofResource) =>
    list(ofResource, 'scopeSpans').flatMap((ofScope) =>
      list(ofScope, 'spans').map((span) => {
        const status = object(span, 'status');
        return {
          resource: attributesOf(object(ofResource, 'resource')),
          scope: text(object(ofScope, 'scope'), 'name'),
          name: text(span, 'name'),
          traceId: text(span, 'traceId'),
          spanId: text(span, 'spanId'),
          parentSpanId: text(span, 'parentSpanId'),
          kind: kinds[number(span, 'kind')] ?? 'unspecified',
          start: BigInt(text(span, 'startTimeUnixNano')),
          end: BigInt(text(span, 'endTimeUnixNano')),
          attributes: attributesOf(span),
          events: list(span, 'events').map((each) => ({ name: text(each, 'name'), attributes: attributesOf(each) })),
          links: list(span, 'links').map((each) => ({
            traceId: text(each, 'traceId'),
            spanId: text(each, 'spanId'),
            attributes: attributesOf(each),
          })),
          status: { code: codes[number(status, 'code')] ?? 'unset', message: text(status, 'message') },
        };
      }),
    ),
  );
}

export function pointsOf(request: unknown): ReceivedPoint[] {
  return list(request, 'resourceMetrics').flatMap((ofResource) =>
    list(ofResource, 'scopeMetrics').flatMap((ofScope) =>
      list(ofScope, 'metrics').flatMap((metric) =>
        (['sum', 'gauge', 'histogram'] as const).flatMap((kind) =>
          list(object(metric, kind), 'dataPoints').map((point) => ({
            scope: text(object(ofScope, 'scope'), 'name'),
            name: text(metric, 'name'),
            unit: text(metric, 'unit'),
            kind,
            attributes: attributesOf(point),
            value: number(point, 'asInt') + number(point, 'asDouble'),
            count: number(point, 'count'),
            sum: number(point, 'sum'),
            bounds: (point.explicitBounds as number[] | undefined) ?? [],
            counts: ((point.bucketCounts as unknown[] | undefined) ?? []).map(Number),
          })),
        ),
      ),
    ),
  );
}

function attributesOf(owner: Json): Attributes {
  return Object.fromEntries(
    list(owner, 'attributes').map((each) => [text(each, 'key'), attributeValue(object(each, 'value'))]),
  );
}

function attributeValue(value: Json): AttributeValue {
  const [[kind, content] = ['', undefined]] = Object.entries(value);
  if (kind === 'intValue') return Number(content);
  if (kind === 'arrayValue') return list(value, 'arrayValue', 'values').map(attributeValue);
  return content as AttributeValue;
}

function object(owner: unknown, name: string): Json {
  return ((owner as Json)[name] as Json | undefined) ?? {};
}

function list(owner: unknown, name: string, within?: string): readonly Json[] {
  if (within !== undefined) return list(object(owner, name), within);
  return ((owner as Json)[name] as readonly Json[] | undefined) ?? [];
}

function text(owner: Json, name: string): string {
  return String(owner[name] ?? '');
}

function number(owner: Json, name: string): number {
  return Number(owner[name] ?? 0);
}
