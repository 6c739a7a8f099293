/** The differences of two responses, as paths: `topics[0].partitions[1].error_code: embedded 3, kafka 6`. */
import type { Decoded } from './decoded.js';

export interface Difference {
  readonly path: string;
  /** `undefined` for a missing field. */
  readonly embedded: Decoded | undefined;
  readonly kafka: Decoded | undefined;
}

export function differencesBetween(
  embedded: Decoded | undefined,
  kafka: Decoded | undefined,
  path = '',
): readonly Difference[] {
  if (isList(embedded) && isList(kafka)) {
    const longest = Math.max(embedded.length, kafka.length);
    return Array.from({ length: longest }, (_, at) =>
      differencesBetween(embedded[at], kafka[at], `${path}[${at}]`),
    ).flat();
  }
  if (isStructure(embedded) && isStructure(kafka)) {
    const names = new Set([...Object.keys(embedded), ...Object.keys(kafka)]);
    const below = (name: string): string => (path === '' ? name : `${path}.${name}`);
    return [...names].flatMap((name) => differencesBetween(embedded[name], kafka[name], below(name)));
  }
  return embedded === kafka ? [] : [{ path, embedded, kafka }];
}

export function lineOf({ path, embedded, kafka }: Difference): string {
  return `${path || 'the response'}: embedded ${shown(embedded)}, kafka ${shown(kafka)}`;
}

function shown(value: Decoded | undefined): string {
  if (value === undefined) return 'nothing';
  const text = asJson(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}

export function asJson(value: Decoded): string {
  return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? Number(inner) : inner));
}

function isList(value: Decoded | undefined): value is readonly Decoded[] {
  return Array.isArray(value);
}

function isStructure(value: Decoded | undefined): value is { readonly [name: string]: Decoded } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
