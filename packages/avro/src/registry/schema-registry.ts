/** The schema registry as the codec uses it. Failures are coded errors; the caller decides about retries. */
import type { AvroSchema, CompatibilityLevel } from '@kfw/schema-compat';

/** The result of fetching a schema by id. `unknown` and `unusable` are about that schema, not about the registry. */
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

/** The registry's verdict on a schema as the next version of its subject, by the subject's level. */
export interface Compatibility {
  readonly isCompatible: boolean;
  /** The registry's reasons; some registries give none. */
  readonly reasons: readonly string[];
}

export interface SchemaRegistry {
  connect(): Promise<void>;
  fetch(id: number): Promise<FetchedSchema>;
  /** Registers the schema as a version of the subject, or finds an existing one. Returns its id. */
  register(version: SchemaVersion): Promise<number>;
  /** The id under which the subject has exactly this schema. Throws `KFW_SCHEMA_NOT_REGISTERED`. */
  lookUp(version: SchemaVersion): Promise<number>;
  /** The last version of the subject. Throws `KFW_SCHEMA_NOT_REGISTERED` when there is none. */
  latest(version: SchemaVersion): Promise<LatestSchema>;
  /** Registers nothing. Throws `KFW_SCHEMA_NOT_REGISTERED` for a subject without a version. */
  checkCompatibility(version: SchemaVersion): Promise<Compatibility>;
  /** The subject's effective level, its own or the registry's; `undefined` when the registry does not return one. */
  level(subject: string): Promise<CompatibilityLevel | undefined>;
  /** Whether the subject has a version, in any schema language. Rejects when the registry cannot be asked. */
  has(subject: string): Promise<boolean>;
}
