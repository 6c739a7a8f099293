/**
 * A union of plain values, without a wrapper that names the branch. The kind of a value determines its branch; among
 * several records its fields do, and among several enums its symbol. The schema was checked to have only one possible
 * branch (`check-union`), and values are distinguished here by the same rules.
 */
import { kindOfValue, type ValueKind } from '../schema/value-kind.js';
import {
  bases,
  type CompiledType,
  type CopyOptions,
  MalformedBytes,
  type MismatchHook,
  type Tap,
  Type,
  types,
} from './avsc-internals.js';
import { kindOfCompiled } from './kind-of-compiled.js';
import { readLong, writeLong } from './long.js';
import { PlainEnum } from './plain-enum.js';
import { PlainRecord } from './plain-record.js';

export class PlainUnion extends bases.Unbuilt {
  readonly types: readonly CompiledType[];
  /** The only branch of a kind, or several. */
  readonly #ofKinds: Partial<Record<ValueKind, number | readonly number[]>> = {};

  readonly #onlyOther: number;

  constructor(branches: readonly Type[]) {
    super();
    const names = new Set<string | undefined>();
    for (const [index, branch] of branches.entries()) {
      if (Type.isType(branch, 'union')) throw new Error('a union cannot hold a union');
      if (names.has(branch.branchName)) throw new Error(`a union with two branches ${branch.branchName}`);
      names.add(branch.branchName);
      const kind = kindOfCompiled(branch);
      const known = this.#ofKinds[kind];
      this.#ofKinds[kind] = known === undefined ? index : [known, index].flat();
    }
    this.types = branches as CompiledType[];
    this.#onlyOther =
      branches.length === 2 && this.#ofKinds.null !== undefined ? 1 - (this.#ofKinds.null as number) : -1;
  }

  /** `undefined` when no branch matches. The value may still not fit its branch. */
  branchOf(value: unknown): CompiledType | undefined {
    return this.types[this.#indexOf(value)];
  }

  #indexOf(value: unknown): number {
    const kind = kindOfValue(value);
    const found = kind === undefined ? undefined : this.#ofKinds[kind];
    if (found === undefined) return -1;
    return typeof found === 'number' ? found : this.#choose(found, value);
  }

  #choose(candidates: readonly number[], value: unknown): number {
    const shaped = candidates.filter((index) => hasShape(this.types[index], value));
    if (shaped.length < 2) return shaped[0] ?? -1;
    return shaped.find((index) => hasRequiredKinds(this.types[index], value)) ?? -1;
  }

  override _check(value: unknown, flags: unknown, hook?: MismatchHook, path?: string[]): boolean {
    const branch = this.branchOf(value);
    if (branch !== undefined) return branch._check(value, flags, hook, path);
    hook?.(value, this);
    return false;
  }

  override _read(tap: Tap): unknown {
    return this.#at(tap)._read(tap);
  }

  override _skip(tap: Tap): void {
    this.#at(tap)._skip(tap);
  }

  #at(tap: Tap): CompiledType {
    const branch = this.types[readLong(tap)];
    if (branch === undefined) throw new MalformedBytes('a union branch that does not exist');
    return branch;
  }

  /** The value was checked, so a non-null value belongs to the other branch of a nullable type. */
  override _write(tap: Tap, value: unknown): void {
    const index = value === null || this.#onlyOther === -1 ? this.#indexOf(value) : this.#onlyOther;
    writeLong(tap, index);
    (this.types[index] as CompiledType)._write(tap, value);
  }

  /** A default belongs to the first branch that it fits (specification 1.12). */
  override _copy(value: unknown, options?: CopyOptions): unknown {
    if (options?.wrap !== 2) {
      const branch = this.branchOf(value);
      if (branch === undefined) throw new Error('a value of no branch');
      return branch._copy(value, options);
    }
    for (const branch of this.types) {
      try {
        return branch._copy(value, options);
      } catch {
        // It belongs to a later branch.
      }
    }
    throw new Error('a default of no branch');
  }
}

Object.setPrototypeOf(PlainUnion.prototype, types.UnwrappedUnionType.prototype);

/** By the names of its fields, which is fast and nearly always sufficient. */
function hasShape(type: Type | undefined, value: unknown): boolean {
  if (type instanceof PlainEnum) return type.has(value);
  return type instanceof PlainRecord ? type.hasFieldsOf(value as object) : true;
}

function hasRequiredKinds(type: Type | undefined, value: unknown): boolean {
  return type instanceof PlainRecord ? type.hasKindsOf(value as object) : true;
}
