/**
 * The conversion of a writer's type to a reader's type, part by part. A part that cannot be converted is an error for
 * the values that have it.
 */
import type { AvroSchema, EnumSchema, RecordSchema } from '@kfw/schema-compat';

export type Resolution = Unchanged | Rounded | Items | Values | Symbols | Fields | Branches | Branch | Unreadable;

/** The reader's type reads the bytes as they are, promotions with the same bytes included (int to long, bytes to string). */
export interface Unchanged {
  readonly kind: 'unchanged';
  readonly writer: AvroSchema;
  readonly reader: AvroSchema;
}

/** A number that is promoted to `float` or `double`. */
export interface Rounded {
  readonly kind: 'rounded';
  readonly writer: 'int' | 'long' | 'float';
  readonly reader: 'float' | 'double';
}

export interface Items {
  readonly kind: 'items';
  readonly items: Resolution;
}

export interface Values {
  readonly kind: 'values';
  readonly values: Resolution;
}

export interface Symbols {
  readonly kind: 'symbols';
  readonly writer: EnumSchema;
  readonly reader: EnumSchema;
}

export interface Fields {
  readonly kind: 'fields';
  readonly writer: RecordSchema;
  readonly reader: RecordSchema;
  /** By the writer's names, in the writer's order. Fields without an entry are skipped. */
  readonly read: Map<string, Resolution>;
}

/** The writer's union. */
export interface Branches {
  readonly kind: 'branches';
  readonly branches: readonly Resolution[];
  /** Whether they correspond to the branches of the reader's union one by one. */
  readonly isPaired: boolean;
}

/** The branch of the reader's union for a writer's type. */
export interface Branch {
  readonly kind: 'branch';
  readonly index: number;
  readonly branch: Resolution;
}

export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
}
