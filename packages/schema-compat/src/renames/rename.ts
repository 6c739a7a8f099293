/** A rename by an alias, and its effect on a reader that does not know the alias. */

export type RenameRule =
  | 'FIELD_RENAMED'
  /** A field has an alias that is the name of another existing field. */
  | 'FIELD_TAKEN_OVER'
  | 'RECORD_RENAMED'
  | 'ENUM_RENAMED'
  | 'FIXED_RENAMED';

/**
 * What a reader with the last schema makes of data of the next one: `default` is another value, without an error;
 * `error` fails each message that has it; `fields` matches by the fields, whatever the name.
 */
export type OlderReader = 'default' | 'error' | 'fields';

export interface Rename {
  readonly rule: RenameRule;
  /** JSON pointer into the next schema, such as `/fields/2/type/items`; `/` is the whole schema. */
  readonly path: string;
  /** The path in a readable form: `items.total`. */
  readonly place: string;
  /** The name in the last schema; a full name for a type. */
  readonly from: string;
  readonly to: string;
  readonly olderReader: OlderReader;
  /** The effect, and what to do about it. */
  readonly message: string;
}
