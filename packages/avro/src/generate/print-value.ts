/**
 * Prints a payload as TypeScript, formatted as common formatters do: on one line where it fits, else one field per
 * line.
 */

/** A value, or the source text of an expression if there is no literal for it. */
export type SampleValue = string | number | boolean | null | Source | SampleValue[] | Map<string, SampleValue>;

export interface Source {
  readonly source: string;
}

export function source(text: string): Source {
  return { source: text };
}

const lineWidth = 120;

/** Starts in a line with `indent` spaces and `before` other characters, including those after the value. */
export function printValue(value: SampleValue, indent: number, before: number): string {
  const flat = printFlat(value);
  if (!(value instanceof Map) || indent + before + flat.length <= lineWidth) return flat;
  const inner = indent + 2;
  const lines = Array.from(value, ([name, field]) => {
    const text = printValue(field, inner, name.length + ': ,'.length);
    return `${' '.repeat(inner)}${name}: ${text},\n`;
  });
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

function printFlat(value: SampleValue): string {
  if (typeof value === 'string') return `'${value}'`;
  if (value instanceof Map) {
    const fields = Array.from(value, ([name, field]) => `${name}: ${printFlat(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (Array.isArray(value)) return `[${value.map(printFlat).join(', ')}]`;
  if (value !== null && typeof value === 'object') return value.source;
  return String(value);
}
