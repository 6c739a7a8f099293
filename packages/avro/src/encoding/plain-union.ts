/**
 * A union of branches that avsc alone cannot tell apart in plain values: two records, or a record and a `Date`. The
 * first branch that accepts the value is written; the schema was checked so that there is only one. avsc's wrapped
 * union, which names the branch of each value, does the work underneath.
 */
import { asJson, type OpenResolver, type Readable, type Type, type TypeOptions, types } from './avsc-internals.js';

interface Branch {
  unwrap(): unknown;
}

export class PlainUnion extends types.LogicalType {
  constructor(branches: Type[], options: TypeOptions) {
    super(asJson(branches), { ...options, wrapUnions: 'always' });
  }

  get branches(): readonly Type[] {
    return (this.underlyingType as InstanceType<typeof types.WrappedUnionType>).types;
  }

  protected override _fromValue(wrapped: unknown): unknown {
    return wrapped === null ? null : (wrapped as Branch).unwrap();
  }

  protected override _toValue(value: unknown): unknown {
    const branch = this.branches.find((candidate) => candidate.isValid(value, { noUndeclaredFields: true }));
    if (branch === undefined) return undefined;
    return branch.typeName === 'null' ? null : { [branch.branchName ?? '']: value };
  }

  /** avsc resolves a logical type by its values; a union must be resolved by its branches. */
  _update(resolver: OpenResolver, writer: Type, options: object): void {
    const inner = this.underlyingType.createResolver(writer, options) as unknown as Readable;
    resolver._read = (tap) => this._fromValue(inner._read(tap));
  }
}
