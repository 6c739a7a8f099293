/** Why data of one schema cannot be read with another, at one place. The rules are those of Java Avro. */

export type Rule =
  | 'NAME_MISMATCH'
  | 'FIXED_SIZE_MISMATCH'
  | 'MISSING_ENUM_SYMBOLS'
  | 'READER_FIELD_MISSING_DEFAULT_VALUE'
  | 'TYPE_MISMATCH'
  | 'MISSING_UNION_BRANCH';

export interface Incompatibility {
  readonly rule: Rule;
  /**
   * JSON pointer to the place in the reader's schema, such as `/fields/2/type/items`; `/` is the whole of it. The
   * number of a union's branch is one of the writer's union.
   */
  readonly path: string;
  /** A sentence for a person. */
  readonly message: string;
}
