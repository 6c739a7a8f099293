/** Something that an alias gives another name, and what a reader that does not know the alias makes of it. */

export type RenameRule =
  | 'FIELD_RENAMED'
  /** A field has an alias that is the name of another field, which is still there. */
  | 'FIELD_TAKEN_OVER'
  | 'RECORD_RENAMED'
  | 'ENUM_RENAMED'
  | 'FIXED_RENAMED';

/**
 * What a reader with the last schema makes of data of the next one: `default` is another value that nobody reports;
 * `error` fails each message that holds it; `fields` goes by the fields, whatever the name.
 */
export type OlderReader = 'default' | 'error' | 'fields';

export interface Rename {
  readonly rule: RenameRule;
  /** JSON pointer to the place in the next schema, such as `/fields/2/type/items`; `/` is the whole of it. */
  readonly path: string;
  /** The place as a person says it: `items.total`. */
  readonly place: string;
  /** The name in the last schema; a full name for a type. */
  readonly from: string;
  readonly to: string;
  readonly olderReader: OlderReader;
  /** What happens, and what to do about it. */
  readonly message: string;
}
