/**
 * The `.avsc` files of one folder and the named types that they define: a file may refer by full name to a type of
 * another file.
 */
import { isPrimitiveName } from '../schema/avro-type.js';
import { namespaceIn, qualify } from '../schema/names.js';
import { SchemaMistake } from '../schema/schema-mistake.js';

export type JsonNode = Readonly<Record<string, unknown>>;

export interface SchemaFile {
  /** `user_event.avsc` */
  readonly name: string;
  readonly json: unknown;
}

/** A named type and the file that defines it. */
export interface FileDefinition {
  readonly file: SchemaFile;
  readonly fullName: string;
  readonly node: JsonNode;
}

export class SchemaFiles {
  readonly #byName = new Map<string, FileDefinition[]>();

  constructor(files: readonly SchemaFile[]) {
    for (const file of files) {
      for (const definition of definitionsOf(file)) {
        const others = this.#byName.get(definition.fullName);
        if (others === undefined) this.#byName.set(definition.fullName, [definition]);
        else others.push(definition);
      }
    }
  }

  /** @throws SchemaMistake when several files define the type, so that a reference is ambiguous. */
  find(fullName: string, path: string): FileDefinition | undefined {
    const found = this.#byName.get(fullName) ?? [];
    if (found.length > 1) {
      const names = found.map((definition) => definition.file.name).join(' and ');
      throw new SchemaMistake(path, `"${fullName}" is defined in ${names}: keep one of them.`);
    }
    return found[0];
  }
}

/** The named types that a file defines, outermost first. The parser reports mistakes. */
export function definitionsOf(file: SchemaFile): FileDefinition[] {
  const found: FileDefinition[] = [];
  const visit = (json: unknown, namespace: string): void => {
    if (Array.isArray(json)) for (const branch of json) visit(branch, namespace);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return;
    const node = json as JsonNode;
    const inner = namespaceIn(node, namespace);
    if (typeof node.name === 'string') found.push({ file, fullName: qualify(node.name, inner), node });
    for (const part of partsOf(node)) visit(part, inner);
  };
  visit(file.json, '');
  return found;
}

function partsOf(node: JsonNode): unknown[] {
  const fields = Array.isArray(node.fields) ? (node.fields as (JsonNode | null)[]) : [];
  return [node.items, node.values, ...fields.map((field) => field?.type)].filter((part) => !isPrimitiveName(part));
}
