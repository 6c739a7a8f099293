/** What the codec asks of a schema registry. Failures are coded errors; who asks decides about asking again. */
import type { AvroSchema, CompatibilityLevel } from '@kfw/schema-compat';

/** What became of asking for a schema by id. `unknown` and `unusable` are about that schema, not about the registry. */
export type FetchedSchema =
  | { readonly state: 'found'; readonly schema: AvroSchema }
  | { readonly state: 'unknown' }
  | { readonly state: 'unusable'; readonly reason: string };

export interface SchemaVersion {
  readonly subject: string;
  /** Full name, for errors. */
  readonly name: string;
  readonly definition: unknown;
}

/** The last version of a subject. */
export interface LatestSchema {
  readonly id: number;
  readonly schema: FetchedSchema;
}

/** What the registry would say to a schema as the next version of its subject, which is judged by its level. */
export interface Compatibility {
  readonly isCompatible: boolean;
  /** Why not, in the registry's words; some registries say nothing. */
  readonly reasons: readonly string[];
}

export interface SchemaRegistry {
  connect(): Promise<void>;
  fetch(id: number): Promise<FetchedSchema>;
  /** Registers the schema as a version of the subject, or finds it there already. Returns its id. */
  register(version: SchemaVersion): Promise<number>;
  /** The id under which the subject holds exactly this schema. Throws `KFW_SCHEMA_NOT_REGISTERED`. */
  lookUp(version: SchemaVersion): Promise<number>;
  /** The last version of the subject, whatever its schema is. Throws `KFW_SCHEMA_NOT_REGISTERED` without one. */
  latest(version: SchemaVersion): Promise<LatestSchema>;
  /** Registers nothing. Throws `KFW_SCHEMA_NOT_REGISTERED` for a subject without a version. */
  checkCompatibility(version: SchemaVersion): Promise<Compatibility>;
  /** The level that counts for the subject, of its own or the registry's; `undefined` when the registry does not say. */
  level(subject: string): Promise<CompatibilityLevel | undefined>;
  /** Whether the subject has a version, of whatever schema language. Rejects when the registry cannot be asked. */
  has(subject: string): Promise<boolean>;
}
