/**
 * Parses an Avro schema (JSON) and checks all of it: names, shapes, references, defaults, and that a plain value always
 * determines its union branch. Stops at the first mistake with its JSON path, so that the author finds the line.
 * Follows the Avro 1.12 specification, "Schema Declaration".
 */
import { type AvroType, isPrimitiveName, type NamedType, type RecordType } from './avro-type.js';
import { checkDefault } from './check-default.js';
import { checkUnion } from './check-union.js';
import { isLogicalName, logicalOf } from './logical.js';
import { checkName, namespaceIn, qualify } from './names.js';
import { SchemaMistake } from './schema-mistake.js';

type Node = Readonly<Record<string, unknown>>;

export interface Definition {
  readonly root: AvroType;
  /** The named types that the schema defines, by full name, in order of definition. */
  readonly named: ReadonlyMap<string, NamedType>;
}

/** @throws SchemaMistake */
export function parseDefinition(json: unknown): Definition {
  const parser = new DefinitionParser();
  const root = parser.type(json, '', '$');
  for (const check of parser.whenLinked) check();
  return { root, named: parser.named };
}

class DefinitionParser {
  readonly named = new Map<string, NamedType>();
  /** Checks that follow references: a record may refer to itself before it is complete. */
  readonly whenLinked: (() => void)[] = [];

  type(json: unknown, namespace: string, path: string): AvroType {
    if (typeof json === 'string') return this.#reference(json, namespace, path);
    if (Array.isArray(json)) return this.#union(json, namespace, path);
    if (typeof json !== 'object' || json === null) {
      throw new SchemaMistake(path, `expected a type (a name, an object or a list), found ${JSON.stringify(json)}.`);
    }
    const node = json as Node;
    if (isLogicalName(node.logicalType) && logicalOf(node) === undefined) {
      throw new SchemaMistake(path, `logicalType "${node.logicalType}" does not fit this type or its attributes.`);
    }
    switch (node.type) {
      case 'record':
      case 'error':
        return this.#record(node, namespace, path);
      case 'enum':
        return this.#enum(node, namespace, path);
      case 'fixed':
        return this.#fixed(node, namespace, path);
      case 'array':
        return { kind: 'array', items: this.type(node.items, namespace, `${path}.items`) };
      case 'map':
        return { kind: 'map', values: this.type(node.values, namespace, `${path}.values`) };
      default:
        if (isPrimitiveName(node.type)) return { kind: 'primitive', name: node.type, logical: logicalOf(node) };
        throw new SchemaMistake(`${path}.type`, `${JSON.stringify(node.type)} is not an Avro type.`);
    }
  }

  #reference(name: string, namespace: string, path: string): AvroType {
    if (isPrimitiveName(name)) return { kind: 'primitive', name };
    const known = this.named.get(qualify(name, namespace));
    if (known !== undefined) return known;
    throw new SchemaMistake(path, `type "${qualify(name, namespace)}" is not defined before this point.`);
  }

  #union(json: readonly unknown[], namespace: string, path: string): AvroType {
    if (json.length === 0) throw new SchemaMistake(path, 'a union needs at least one type.');
    const branches = json.map((branch, index) => this.type(branch, namespace, `${path}[${index}]`));
    this.whenLinked.push(() => checkUnion(branches, path));
    return { kind: 'union', branches };
  }

  #record(node: Node, namespace: string, path: string): AvroType {
    const name = this.#name(node, namespace, path);
    const record: RecordType = { kind: 'record', name, doc: docOf(node), fields: [] };
    this.named.set(name, record);
    if (!Array.isArray(node.fields)) throw new SchemaMistake(`${path}.fields`, 'a record needs a list of fields.');
    const inner = namespaceIn(node, namespace);
    for (const [index, field] of (node.fields as unknown[]).entries()) {
      record.fields.push(this.#field(field, record, inner, `${path}.fields[${index}]`));
    }
    return record;
  }

  #field(json: unknown, record: RecordType, namespace: string, path: string): RecordType['fields'][number] {
    if (typeof json !== 'object' || json === null) throw new SchemaMistake(path, 'a field is an object.');
    const node = json as Node;
    const name = checkName(node.name, `${path}.name`);
    if (record.fields.some((other) => other.name === name)) {
      throw new SchemaMistake(`${path}.name`, `${record.name} already has a field "${name}".`);
    }
    const type = this.type(node.type, namespace, `${path}.type`);
    if (node.default === undefined) return { name, doc: docOf(node), type };
    this.whenLinked.push(() => checkDefault(type, node.default, `${path}.default`));
    return { name, doc: docOf(node), type, default: node.default };
  }

  #enum(node: Node, namespace: string, path: string): AvroType {
    const name = this.#name(node, namespace, path);
    if (!Array.isArray(node.symbols) || node.symbols.length === 0) {
      throw new SchemaMistake(`${path}.symbols`, 'an enum needs a list of symbols.');
    }
    const symbols = node.symbols.map((symbol, index) => checkName(symbol, `${path}.symbols[${index}]`));
    if (new Set(symbols).size < symbols.length) throw new SchemaMistake(`${path}.symbols`, 'a symbol is listed twice.');
    if (node.default !== undefined && !symbols.includes(node.default as string)) {
      throw new SchemaMistake(`${path}.default`, 'the default is none of the symbols.');
    }
    return this.#define({ kind: 'enum', name, doc: docOf(node), symbols });
  }

  #fixed(node: Node, namespace: string, path: string): AvroType {
    const name = this.#name(node, namespace, path);
    if (!Number.isInteger(node.size) || (node.size as number) < 0) {
      throw new SchemaMistake(`${path}.size`, 'a fixed needs a size in bytes.');
    }
    return this.#define({
      kind: 'fixed',
      name,
      doc: docOf(node),
      sizeBytes: node.size as number,
      logical: logicalOf(node),
    });
  }

  #define(type: NamedType): NamedType {
    this.named.set(type.name, type);
    return type;
  }

  #name(node: Node, namespace: string, path: string): string {
    checkName(node.name, `${path}.name`, { dotted: true });
    const name = qualify(node.name as string, namespaceIn(node, namespace));
    if (this.named.has(name)) throw new SchemaMistake(`${path}.name`, `"${name}" is defined twice.`);
    if (isPrimitiveName(name)) throw new SchemaMistake(`${path}.name`, `"${name}" is the name of a primitive type.`);
    return name;
  }
}

function docOf(node: Node): string | undefined {
  return typeof node.doc === 'string' && node.doc.trim() !== '' ? node.doc.trim() : undefined;
}
