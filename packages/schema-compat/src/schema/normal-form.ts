/**
 * Texts that identify schemas. The compact form is the text without its formatting. The normal form also has attributes
 * in one order, full names instead of namespaces, and `"int"` for `{"type":"int"}`; docs, defaults, aliases and
 * properties stay, so nothing is lost (unlike in the specification's canonical form).
 */
import { isPrimitiveType } from './avro-schema.js';
import { isObject } from './check-default.js';
import { namespaceOf, qualify } from './names.js';
import { defaultLimits, parseJson, type SchemaLimits } from './parse-json.js';

/** @throws SchemaError when the text is not JSON, or too large. */
export function compactForm(text: string, limits: SchemaLimits = defaultLimits): string {
  return JSON.stringify(parseJson(text, limits));
}

/** Of a text that `parseSchema` accepts. @throws SchemaError when the text is not JSON, or too large. */
export function normalForm(text: string, limits: SchemaLimits = defaultLimits): string {
  return JSON.stringify(normalSchema(parseJson(text, limits), ''));
}

type Node = Readonly<Record<string, unknown>>;

/** Attributes that come first, in this order; others follow by name. */
const order = ['type', 'name', 'aliases', 'doc', 'fields', 'symbols', 'items', 'values', 'size', 'default'];
const namedTypes: readonly unknown[] = ['record', 'error', 'enum', 'fixed'];

function normalSchema(json: unknown, namespace: string): unknown {
  if (typeof json === 'string') return isPrimitiveType(json) ? json : qualify(json, namespace);
  if (Array.isArray(json)) return json.map((branch) => normalSchema(branch, namespace));
  if (!isObject(json)) return json;
  const { namespace: given, ...node } = json;
  if (namedTypes.includes(node.type) && typeof node.name === 'string') {
    return normalNamed(node, node.name, typeof given === 'string' ? given : namespace);
  }
  if (node.type === 'array') return sorted({ ...node, items: normalSchema(node.items, namespace) });
  if (node.type === 'map') return sorted({ ...node, values: normalSchema(node.values, namespace) });
  const type = normalSchema(node.type, namespace);
  return Object.keys(node).length === 1 ? type : sorted({ ...node, type });
}

function normalNamed(node: Node, given: string, enclosing: string): unknown {
  const name = qualify(given, enclosing);
  const own = namespaceOf(name);
  const fields = Array.isArray(node.fields) ? { fields: node.fields.map((field) => normalField(field, own)) } : {};
  return sorted({ ...node, name, ...fields, ...normalAliases(node, own) });
}

function normalField(json: unknown, namespace: string): unknown {
  if (!isObject(json)) return json;
  const { order: sortOrder, ...field } = json;
  const written = sortOrder === undefined || sortOrder === 'ascending' ? {} : { order: sortOrder };
  return sorted({ ...field, ...written, type: normalSchema(field.type, namespace), ...normalAliases(field, '') });
}

function normalAliases(node: Node, namespace: string): Node {
  if (!Array.isArray(node.aliases)) return {};
  return { aliases: node.aliases.map((alias) => qualify(String(alias), namespace)).sort() };
}

function sorted(node: Node): Node {
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const keys = Object.keys(node).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, node[key]]));
}
