/**
 * The state of a registry, in memory. Only `apply` changes it, with changes that are already on disk, so that reading
 * the log again results in the same state.
 */
import type { AvroSchema, CompatibilityLevel } from '@kfw/schema-compat';
import { strictIdentity } from '../schemas/identity.js';
import type { Schema } from '../schemas/schema.js';
import type { Change, Mode } from './change.js';

export interface StoredSchema extends Schema {
  readonly id: number;
  readonly identity: string;
  /** Cached once it was requested. */
  parsed?: AvroSchema;
}

export interface Version {
  readonly subject: string;
  readonly version: number;
  readonly stored: StoredSchema;
  /** Soft deletion: it can still be requested, and be deleted permanently. */
  readonly deleted: boolean;
}

export class RegistryState {
  /** Versions by number, in order; a subject without versions is absent. */
  readonly subjects = new Map<string, Map<number, Version>>();
  readonly schemas = new Map<number, StoredSchema>();
  readonly levels = new Map<string, CompatibilityLevel>();
  readonly modes = new Map<string, Mode>();
  globalLevel: CompatibilityLevel | undefined;
  globalMode: Mode = 'READWRITE';
  /** Versions of all subjects, including deleted ones. */
  versionCount = 0;
  /** Ids are never given twice, even after deletion. */
  nextId = 1;
  readonly #byIdentity = new Map<string, StoredSchema>();
  readonly #uses = new Map<number, number>();

  apply(change: Change): void {
    switch (change.change) {
      case 'version':
        this.#addVersion(change.subject, change.version, change.id, change.content);
        return;
      case 'soft-delete':
        for (const number of change.versions) this.#markDeleted(change.subject, number);
        return;
      case 'delete':
        for (const number of change.versions) this.#remove(change.subject, number);
        return;
      case 'level':
        if (change.subject === undefined) this.globalLevel = change.level;
        else setOrDelete(this.levels, change.subject, change.level);
        return;
      case 'mode':
        if (change.subject === undefined) this.globalMode = change.mode ?? 'READWRITE';
        else setOrDelete(this.modes, change.subject, change.mode);
    }
  }

  schemaOf(identity: string): StoredSchema | undefined {
    return this.#byIdentity.get(identity);
  }

  versionsOf(subject: string): Version[] {
    return [...(this.subjects.get(subject)?.values() ?? [])];
  }

  allVersions(): Version[] {
    return [...this.subjects.values()].flatMap((versions) => [...versions.values()]);
  }

  #addVersion(subject: string, number: number, id: number, content: Schema | undefined): void {
    const stored = this.schemas.get(id) ?? this.#addSchema(id, content);
    const versions = this.subjects.get(subject) ?? new Map<number, Version>();
    this.subjects.set(subject, versions);
    versions.set(number, { subject, version: number, stored, deleted: false });
    this.versionCount++;
    this.#uses.set(id, (this.#uses.get(id) ?? 0) + 1);
  }

  #addSchema(id: number, content: Schema | undefined): StoredSchema {
    if (content === undefined) throw new Error(`schema ${id} is used before it is there`);
    const stored: StoredSchema = { ...content, id, identity: strictIdentity(content) };
    this.schemas.set(id, stored);
    this.#byIdentity.set(stored.identity, stored);
    this.nextId = Math.max(this.nextId, id + 1);
    return stored;
  }

  #markDeleted(subject: string, number: number): void {
    const versions = this.subjects.get(subject);
    const version = versions?.get(number);
    if (version !== undefined) versions?.set(number, { ...version, deleted: true });
  }

  /** A schema is deleted with its last version. */
  #remove(subject: string, number: number): void {
    const versions = this.subjects.get(subject);
    const version = versions?.get(number);
    if (versions === undefined || version === undefined) return;
    versions.delete(number);
    this.versionCount--;
    if (versions.size === 0) this.subjects.delete(subject);
    const { id, identity } = version.stored;
    const uses = (this.#uses.get(id) ?? 1) - 1;
    this.#uses.set(id, uses);
    if (uses > 0) return;
    this.#uses.delete(id);
    this.schemas.delete(id);
    if (this.#byIdentity.get(identity)?.id === id) this.#byIdentity.delete(identity);
  }
}

function setOrDelete<T>(map: Map<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
