/** An enum whose symbols may have any name; avsc's enum accepts the names of object methods as symbols. */
import {
  type AvroJson,
  bases,
  MalformedBytes,
  type MismatchHook,
  type Tap,
  type TypeOptions,
  types,
} from './avsc-internals.js';
import { readLong, writeLong } from './long.js';

export class PlainEnum extends bases.Unbuilt {
  readonly symbols: readonly string[];
  readonly #indices: ReadonlyMap<unknown, number>;

  constructor(node: { readonly symbols?: unknown }, options: TypeOptions) {
    super(node as AvroJson, options);
    const { symbols } = node;
    if (!Array.isArray(symbols) || symbols.length === 0) throw new Error('an enum without symbols');
    this.symbols = Object.freeze([...(symbols as string[])]);
    this.#indices = new Map(this.symbols.map((symbol, index) => [symbol, index]));
  }

  has(value: unknown): boolean {
    return this.#indices.has(value);
  }

  override _check(value: unknown, _flags: unknown, hook?: MismatchHook): boolean {
    const isSymbol = this.#indices.has(value);
    if (!isSymbol) hook?.(value, this);
    return isSymbol;
  }

  override _read(tap: Tap): string {
    const symbol = this.symbols[readLong(tap)];
    if (symbol === undefined) throw new MalformedBytes('an enum symbol that does not exist');
    return symbol;
  }

  override _write(tap: Tap, value: unknown): void {
    writeLong(tap, this.#indices.get(value) as number);
  }
}

Object.setPrototypeOf(PlainEnum.prototype, types.EnumType.prototype);
