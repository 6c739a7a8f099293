/**
 * Parses an Avro schema by the Avro 1.12 specification, "Schema Declaration", and stops at the first mistake with its
 * path. Names must be defined before they are used, in the text or in its references.
 */
import { invalidSchema } from '../schema-error.js';
import { Steps } from '../steps.js';
import type { AvroSchema, LogicalAttributes, NamedSchema, RecordField } from './avro-schema.js';
import { isPrimitiveType } from './avro-schema.js';
import { isDefaultOf, isObject } from './check-default.js';
import { lastPart, namespaceOf, qualify, requireFullName, requireName, shown } from './names.js';
import { defaultLimits, parseJson, type SchemaLimits } from './parse-json.js';

export interface ParseOptions {
  /** Texts of the schemas that this one refers to by name, each after its own references. */
  readonly references?: readonly string[];
  readonly limits?: SchemaLimits;
  /** Default true. Reading data with its writer's schema does not need the defaults, and old ones are often wrong. */
  readonly checkDefaults?: boolean;
}

type Node = Readonly<Record<string, unknown>>;

const orders: readonly unknown[] = ['ascending', 'descending', 'ignore'];

/** @throws SchemaError */
export function parseSchema(text: string, options: ParseOptions = {}): AvroSchema {
  const limits = options.limits ?? defaultLimits;
  const parser = new SchemaParser(options.checkDefaults ?? true);
  for (const reference of options.references ?? []) parser.root(parseJson(reference, limits));
  return parser.root(parseJson(text, limits));
}

class SchemaParser {
  readonly #named = new Map<string, NamedSchema>();
  /** Defaults are checked when everything is defined: a record may contain itself. */
  #whenDefined: (() => void)[] = [];
  readonly #steps = new Steps(1_000_000);

  constructor(readonly checkDefaults: boolean) {}

  root(json: unknown): AvroSchema {
    const schema = this.#schema(json, '', '');
    for (const check of this.#whenDefined) check();
    this.#whenDefined = [];
    return schema;
  }

  #schema(json: unknown, namespace: string, path: string): AvroSchema {
    if (typeof json === 'string') return this.#byName(json, namespace, path);
    if (Array.isArray(json)) return this.#union(json, namespace, path);
    if (!isObject(json))
      throw invalidSchema(path, `expected a type (a name, an object or a list), not ${shown(json)}.`);
    switch (json.type) {
      case 'record':
      case 'error':
        return this.#record(json, namespace, path);
      case 'enum':
        return this.#enum(json, namespace, path);
      case 'fixed':
        return this.#fixed(json, namespace, path);
      case 'array':
        return { type: 'array', items: this.#schema(json.items, namespace, `${path}/items`) };
      case 'map':
        return { type: 'map', values: this.#schema(json.values, namespace, `${path}/values`) };
      default:
        if (isPrimitiveType(json.type)) return { type: json.type, logical: logicalOf(json) };
        if (typeof json.type === 'string') return this.#byName(json.type, namespace, `${path}/type`);
        throw invalidSchema(`${path}/type`, `${shown(json.type)} is not a type.`);
    }
  }

  #byName(name: string, namespace: string, path: string): AvroSchema {
    if (isPrimitiveType(name)) return { type: name };
    const known = this.#named.get(qualify(name, namespace)) ?? this.#named.get(name);
    if (known !== undefined) return known;
    throw invalidSchema(path, `type ${shown(qualify(name, namespace))} is not defined before this point.`);
  }

  #union(json: readonly unknown[], namespace: string, path: string): AvroSchema {
    const seen = new Set<string>();
    const branches = json.map((item, index) => {
      const at = `${path}/${index}`;
      const branch = this.#schema(item, namespace, at);
      if (branch.type === 'union') throw invalidSchema(at, 'a union cannot hold a union directly.');
      const key = 'fullName' in branch ? branch.fullName : branch.type;
      if (seen.has(key)) throw invalidSchema(at, `the union has ${shown(key)} already.`);
      seen.add(key);
      return branch;
    });
    return { type: 'union', branches };
  }

  #record(node: Node, namespace: string, path: string): AvroSchema {
    const fields = new Map<string, RecordField>();
    const record = this.#define({ type: 'record', ...this.#naming(node, namespace, path), fields }, path);
    if (!Array.isArray(node.fields)) throw invalidSchema(`${path}/fields`, 'a record needs a list of fields.');
    const inner = namespaceOf(record.fullName);
    for (const [index, json] of (node.fields as unknown[]).entries()) {
      const at = `${path}/fields/${index}`;
      const field = this.#field(json, inner, at);
      if (fields.has(field.name)) throw invalidSchema(`${at}/name`, `the record has a field "${field.name}" already.`);
      fields.set(field.name, field);
    }
    return record;
  }

  #field(json: unknown, namespace: string, path: string): RecordField {
    if (!isObject(json)) throw invalidSchema(path, 'a field is an object.');
    const name = requireName(json.name, `${path}/name`);
    const schema = this.#schema(json.type, namespace, `${path}/type`);
    if (json.order !== undefined && !orders.includes(json.order)) {
      throw invalidSchema(`${path}/order`, `the order is one of ${orders.join(', ')}.`);
    }
    const aliases = aliasesOf(json, `${path}/aliases`);
    const hasDefault = json.default !== undefined;
    if (hasDefault && this.checkDefaults) {
      this.#whenDefined.push(() => {
        if (!isDefaultOf(schema, json.default, this.#steps))
          throw invalidSchema(`${path}/default`, `it is not a valid ${schema.type}.`);
      });
    }
    return { name, schema, aliases, hasDefault, ...(hasDefault && { default: json.default }) };
  }

  #enum(node: Node, namespace: string, path: string): AvroSchema {
    if (!Array.isArray(node.symbols)) throw invalidSchema(`${path}/symbols`, 'an enum needs a list of symbols.');
    const listed = node.symbols.map((symbol, index) => requireName(symbol, `${path}/symbols/${index}`));
    const symbols = new Set(listed);
    if (symbols.size < listed.length) throw invalidSchema(`${path}/symbols`, 'a symbol is listed twice.');
    // Some tools write null for a missing value.
    const given = node.default ?? undefined;
    if (given !== undefined && !(typeof given === 'string' && symbols.has(given))) {
      throw invalidSchema(`${path}/default`, 'the default is none of the symbols.');
    }
    return this.#define({ type: 'enum', ...this.#naming(node, namespace, path), symbols, default: given }, path);
  }

  #fixed(node: Node, namespace: string, path: string): AvroSchema {
    const { size } = node;
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || size >= 2 ** 31) {
      throw invalidSchema(`${path}/size`, 'a fixed needs a size in bytes.');
    }
    const naming = this.#naming(node, namespace, path);
    return this.#define({ type: 'fixed', ...naming, size, logical: logicalOf(node) }, path);
  }

  #naming(node: Node, enclosing: string, path: string): Pick<NamedSchema, 'fullName' | 'name' | 'aliases'> {
    const given = requireFullName(node.name, `${path}/name`);
    const fullName = qualify(given, typeof node.namespace === 'string' ? node.namespace : enclosing);
    requireFullName(fullName, `${path}/namespace`);
    const own = namespaceOf(fullName);
    const aliases = new Set(aliasesOf(node, `${path}/aliases`).map((alias) => qualify(alias, own)));
    return { fullName, name: lastPart(fullName), aliases };
  }

  #define<T extends NamedSchema>(schema: T, path: string): T {
    const { fullName } = schema;
    if (isPrimitiveType(fullName))
      throw invalidSchema(`${path}/name`, `"${fullName}" is the name of a primitive type.`);
    if (this.#named.has(fullName)) throw invalidSchema(`${path}/name`, `"${fullName}" is defined twice.`);
    this.#named.set(fullName, schema);
    return schema;
  }
}

function aliasesOf(node: Node, path: string): readonly string[] {
  if (node.aliases === undefined) return [];
  if (!Array.isArray(node.aliases)) throw invalidSchema(path, 'aliases are a list of names.');
  return node.aliases.map((alias, index) => requireFullName(alias, `${path}/${index}`));
}

function logicalOf(node: Node): LogicalAttributes | undefined {
  return typeof node.logicalType === 'string' ? node : undefined;
}
