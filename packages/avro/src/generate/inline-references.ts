/**
 * Makes a file's schema self-contained: the first reference to a type of another file is replaced by its definition, as
 * the registry and other languages need it. Paths in the file stay the same, so that mistakes are found in it.
 */
import { isPrimitiveName, namespaceOf, shortName } from '../schema/avro-type.js';
import { namespaceIn, qualify } from '../schema/names.js';
import type { FileDefinition, JsonNode, SchemaFile, SchemaFiles } from './schema-files.js';

export interface StandaloneSchema {
  readonly json: unknown;
  /** The types that came from other files, by full name. */
  readonly imported: ReadonlyMap<string, FileDefinition>;
}

/** @throws SchemaMistake for a reference that several files define */
export function inlineReferences(file: SchemaFile, files: SchemaFiles): StandaloneSchema {
  const inliner = new Inliner(file, files);
  return { json: inliner.visit(file.json, '', '$'), imported: inliner.imported };
}

class Inliner {
  readonly imported = new Map<string, FileDefinition>();
  readonly #file: SchemaFile;
  readonly #files: SchemaFiles;
  readonly #defined = new Set<string>();
  #origin: FileDefinition | undefined;

  constructor(file: SchemaFile, files: SchemaFiles) {
    this.#file = file;
    this.#files = files;
  }

  visit(json: unknown, namespace: string, path: string): unknown {
    if (typeof json === 'string') return this.#reference(json, namespace, path);
    if (Array.isArray(json)) return json.map((branch, index) => this.visit(branch, namespace, `${path}[${index}]`));
    if (typeof json !== 'object' || json === null) return json;
    const node = json as JsonNode;
    const inner = namespaceIn(node, namespace);
    if (typeof node.name === 'string') this.#define(qualify(node.name, inner));
    return {
      ...node,
      ...('items' in node ? { items: this.visit(node.items, inner, `${path}.items`) } : {}),
      ...('values' in node ? { values: this.visit(node.values, inner, `${path}.values`) } : {}),
      ...(Array.isArray(node.fields) ? { fields: this.#fields(node.fields, inner, path) } : {}),
    };
  }

  #fields(fields: readonly unknown[], namespace: string, path: string): unknown[] {
    return fields.map((field, index) =>
      typeof field === 'object' && field !== null && 'type' in field
        ? { ...field, type: this.visit(field.type, namespace, `${path}.fields[${index}].type`) }
        : field,
    );
  }

  #reference(name: string, namespace: string, path: string): unknown {
    const fullName = qualify(name, namespace);
    if (isPrimitiveName(name) || this.#defined.has(fullName)) return name;
    const definition = this.#files.find(fullName, path);
    // Within one file a type must be defined before it is referenced, as the specification requires.
    if (definition === undefined || definition.file === this.#file) return name;
    const outer = this.#origin;
    this.#origin = definition;
    const standing = { ...definition.node, name: shortName(fullName), namespace: namespaceOf(fullName) };
    const inlined = this.visit(standing, '', path);
    this.#origin = outer;
    return inlined;
  }

  #define(fullName: string): void {
    this.#defined.add(fullName);
    if (this.#origin !== undefined) this.imported.set(fullName, { ...this.#origin, fullName });
  }
}
