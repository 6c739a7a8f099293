/** A decoded response, and its parts. */
export type Decoded = null | boolean | number | bigint | string | readonly Decoded[] | DecodedFields;
export interface DecodedFields {
  readonly [name: string]: Decoded;
}
