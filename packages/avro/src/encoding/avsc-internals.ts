/**
 * The parts of avsc that kfw uses beyond its documented API: the methods by which a compiled type reads and skips. avsc
 * trusts the counts and lengths in the bytes, so a message of ten bytes can make it loop for minutes; the types in this
 * folder replace those. avsc is pinned to one exact version because of this file.
 */
import avsc from 'avsc';

export const { Type, types } = avsc;
export type Type = avsc.Type;
export type AvroJson = Parameters<typeof Type.forSchema>[0];
export type TypeOptions = NonNullable<Parameters<typeof Type.forSchema>[1]>;
export type TypeHook = NonNullable<TypeOptions['typeHook']>;

/**
 * A position in bytes. Reading past the end returns garbage, writing there has no effect; both move `pos` past the
 * length.
 */
export interface Bytes {
  readonly buf: Buffer;
  pos: number;
}

/** What avsc passes to types that read and write. Its own encoding of longs is not exact: see `long.ts`. */
export interface Tap extends Bytes {
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

export type CompiledType = Type & Internals;

/** Called with a value that does not fit, and its expected type. */
export type MismatchHook = (value: unknown, type: unknown) => void;

/** How values are copied: `coerce` 2 means from JSON; `wrap` 2 means a default. */
export interface CopyOptions {
  readonly coerce?: number;
  readonly wrap?: number;
}

/** Members of types that avsc's typings leave out. */
export interface Internals extends Readable, Skippable {
  _write(tap: Tap, value: unknown): void;
  _check(value: unknown, flags: unknown, hook?: MismatchHook, path?: string[]): boolean;
  _copy(value: unknown, options?: CopyOptions): unknown;
}

type Opened<Class extends abstract new (...given: never[]) => object> = new (
  ...given: ConstructorParameters<Class>
) => Internals & InstanceType<Class>;

function opened<Class extends abstract new (...given: never[]) => object>(base: Class): Opened<Class> {
  return base as unknown as Opened<Class>;
}

/** `defaultValue` is its own property only when the field has a default. */
export type RecordField = InstanceType<typeof types.RecordType>['fields'][number];

/** The functions that avsc generates for each record. */
export interface RecordInternals {
  readonly _fieldsByName: Record<string, RecordField>;
  _checkFields(value: object): boolean;
  _createConstructor(...given: unknown[]): RecordConstructor;
  _createChecker(): Internals['_check'];
  _createWriter(): Internals['_write'];
}

/** Takes the fields' values in order; an `undefined` one gets its default. */
export type RecordConstructor = new (...values: unknown[]) => object;

function openedRecord() {
  type RecordType = Internals & RecordInternals & InstanceType<typeof types.RecordType>;
  return types.RecordType as unknown as new (
    node: AvroJson,
    options: TypeOptions,
  ) => RecordType;
}

/**
 * avsc's types, to be extended. A class that extends `Unbuilt` takes its methods from one of avsc's, but not its
 * constructor.
 */
export const bases = {
  Unbuilt: Type as unknown as new (node?: AvroJson, options?: TypeOptions) => Internals & Type,
  Int: opened(types.IntType),
  Long: opened(types.LongType),
  Float: opened(types.FloatType),
  String: opened(types.StringType),
  Bytes: opened(types.BytesType),
  Array: opened(types.ArrayType),
  Map: opened(types.MapType),
  Record: openedRecord(),
  Logical: opened(types.LogicalType),
};

/** Bytes that no writer of the schema can have written. Its message never holds content. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}

/** @throws MalformedBytes when reading went past the end (or when a length in the bytes was not a number). */
export function checkInside(tap: Tap): void {
  if (!(tap.pos <= tap.buf.length)) throw new MalformedBytes('the bytes end too early');
}
