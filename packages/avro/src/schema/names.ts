/** Avro names: which are valid, and how a name and a namespace form a full name (specification, "Names"). */
import { SchemaMistake } from './schema-mistake.js';

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @throws SchemaMistake unless the value is a name; `dotted` allows a full name. */
export function checkName(name: unknown, path: string, { dotted = false } = {}): string {
  const parts = typeof name === 'string' ? (dotted ? name.split('.') : [name]) : [];
  if (parts.length === 0 || !parts.every((part) => plain.test(part))) {
    throw new SchemaMistake(
      path,
      `${JSON.stringify(name)} is not an Avro name (letters, digits and _, no digit first).`,
    );
  }
  return name as string;
}

/** The full name of `name` in the enclosing `namespace`. A dotted name is full already. */
export function qualify(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

/** The namespace that applies within the definition of a named type. */
export function namespaceIn(node: Readonly<Record<string, unknown>>, enclosing: string): string {
  if (typeof node.name === 'string' && node.name.includes('.')) return node.name.slice(0, node.name.lastIndexOf('.'));
  return typeof node.namespace === 'string' ? node.namespace : enclosing;
}
