/**
 * What kfw uses of avsc beyond its documented API: the methods by which a compiled type reads and skips. avsc trusts
 * the counts and lengths in the bytes, so a message of ten bytes can make it loop for minutes; the types in this
 * folder replace those that do. avsc is pinned to one exact version because of this file.
 */
import avsc from 'avsc';

export const { Type, types } = avsc;
export type Type = avsc.Type;
export type AvroJson = Parameters<typeof Type.forSchema>[0];
export type TypeOptions = NonNullable<Parameters<typeof Type.forSchema>[1]>;
export type TypeHook = NonNullable<TypeOptions['typeHook']>;

/** avsc takes compiled types wherever it takes JSON, which its typings do not say of unions. */
export function asJson(branches: readonly Type[]): AvroJson {
  return branches as unknown as AvroJson;
}

/** A position in the bytes that are being read. Reading past the end gives nonsense, and `pos` past the length. */
export interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  readString(): string | undefined;
  skipString(): void;
}

/** A compiled type or a resolver. */
export interface Readable {
  _read(tap: Tap): unknown;
}

export interface Skippable {
  _skip(tap: Tap): void;
}

export type ReadableType = Type & Readable & Skippable;

/** What `createResolver` passes to `_update` for filling in. */
export interface OpenResolver extends Partial<Readable> {
  itemsType?: Readable;
  valuesType?: Readable;
}

/** Marks bytes that no writer of the schema can have written. Its message never holds content. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}

/** @throws MalformedBytes when reading went past the end (also when a length in the bytes was not a number). */
export function checkInside(tap: Tap): void {
  if (!(tap.pos <= tap.buf.length)) throw new MalformedBytes('the bytes end too early');
}
