/**
 * Avro names and full names (Avro 1.12 specification, "Names"). As in Java Avro 1.12, letters of any alphabet are
 * allowed.
 */
import { invalidSchema } from '../schema-error.js';

const plainName = /^[\p{L}_][\p{L}\p{Nd}_]*$/u;

/** @throws SchemaError unless the value is a name without dots. */
export function requireName(value: unknown, path: string): string {
  if (typeof value === 'string' && plainName.test(value)) return value;
  throw invalidSchema(path, `${shown(value)} is not an Avro name (letters, digits and _, no digit first).`);
}

/** @throws SchemaError unless the value is a name, or names joined with dots. */
export function requireFullName(value: unknown, path: string): string {
  if (typeof value === 'string' && value.split('.').every((part) => plainName.test(part))) return value;
  throw invalidSchema(
    path,
    `${shown(value)} is not an Avro name (letters, digits and _, no digit first, dots between).`,
  );
}

/** The full name of a name or alias within a namespace. A dotted name is full already. */
export function qualify(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

export function namespaceOf(fullName: string): string {
  return fullName.slice(0, Math.max(0, fullName.lastIndexOf('.')));
}

export function lastPart(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}

/** A value of a schema in an error: short, whatever it is. */
export function shown(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? 'an object' : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
