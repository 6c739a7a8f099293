/** JSON as a TypeScript literal: on one line where it fits. */
const maxWidth = 110;
const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

export function literal(value: unknown, indent = ''): string {
  const line = onOneLine(value);
  if (indent.length + line.length <= maxWidth || typeof value !== 'object' || value === null) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${literal(item, inner)},\n`).join('')}${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => `${inner}${keyText(key)}: ${literal(item, inner)},\n`);
  return `{\n${entries.join('')}${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${keyText(key)}: ${onOneLine(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function keyText(key: string): string {
  // Unquoted or quoted, this key of a literal would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return identifier.test(key) ? key : quoted(key);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
