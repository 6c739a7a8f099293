/** One reason why data of one schema cannot be read with another. The rules are those of Java Avro. */

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
   * JSON pointer into the reader's schema, such as `/fields/2/type/items`; `/` is the whole schema. The number of a
   * union's branch belongs to the writer's union.
   */
  readonly path: string;
  /** A sentence for a person. */
  readonly message: string;
}
