/** Schemas by chance, as services have them: a record of some fields, with types of every kind inside each other. */
import type { Random } from '@kfw/test-cluster';
import type { FieldShape, FixedShape, NamedShape, PrimitiveShape, RecordShape, Shape } from './schema-shape.js';

export class Draw {
  #names = 0;
  readonly #oddNames = ['hasOwnProperty', '__proto__', 'toString', 'constructor'];
  readonly #complete: NamedShape[] = [];
  readonly #open: RecordShape[] = [];
  readonly #namespaces: readonly string[];
  /** One for all: kfw reads milliseconds that become microseconds as the same time, Java as the same number. */
  readonly #timestamp: string;

  constructor(readonly random: Random) {
    this.#namespaces = this.chance(4) ? [''] : ['shop', 'shop', 'shop.old', 'pay'];
    this.#timestamp = this.one(['timestamp-millis', 'timestamp-micros']);
  }

  chance(outOf: number): boolean {
    return this.random.between(1, outOf) === 1;
  }

  one<T>(from: readonly T[]): T {
    return from[this.random.between(0, from.length - 1)] as T;
  }

  record(depth: number): RecordShape {
    const record: RecordShape = { kind: 'record', ...this.#naming('R'), fields: [] };
    // A field that no other record has: a union distinguishes it by.
    record.fields.push(this.field(`is${record.name}`, depth, { isRequired: true }));
    this.#open.push(record);
    for (let left = this.random.between(0, depth === 0 ? 4 : 2); left > 0; left--) {
      record.fields.push(this.field(this.newName('f'), depth));
    }
    this.#open.pop();
    this.#complete.push(record);
    if (this.chance(3)) record.fields.reverse();
    return record;
  }

  field(name: string, depth: number, { isRequired = false } = {}): FieldShape {
    const type = isRequired ? this.primitive() : this.shape(depth + 1);
    return {
      name,
      aliases: [],
      type,
      hasDefault: !isRequired && this.chance(3),
      defaultBranch: this.random.between(0, 3),
    };
  }

  /** Now and then one that every object in JavaScript has already. */
  newName(letter: string): string {
    const odd = letter === 'f' && this.chance(12) ? this.#oddNames.pop() : undefined;
    return odd ?? `${letter}${++this.#names}`;
  }

  shape(depth: number): Shape {
    const kinds =
      depth > 3
        ? ['primitive']
        : ['primitive', 'primitive', 'record', 'enum', 'fixed', 'array', 'map', 'union', 'union', 'known'];
    switch (this.one(kinds)) {
      case 'record':
        return this.record(depth);
      case 'enum':
        return this.enum();
      case 'fixed':
        return this.fixed();
      case 'array':
      case 'map':
        return { kind: this.one(['array', 'map'] as const), inner: this.shape(depth + 1) };
      case 'union':
        return this.union(depth);
      case 'known':
        return this.#complete.length > 0 ? this.one(this.#complete) : this.primitive();
      default:
        return this.primitive();
    }
  }

  union(depth: number): Shape {
    if (this.#open.length > 0 && this.chance(5)) return { kind: 'union', branches: [this.none, this.one(this.#open)] };
    const branches: Shape[] = this.chance(4) ? [] : [this.none];
    for (let left = this.random.between(1, 3); left > 0; left--) branches.push(this.branch(depth + 1));
    return { kind: 'union', branches: distinct(this.chance(3) ? branches.reverse() : branches) };
  }

  /** No union, and no type that often occurs twice in one. */
  branch(depth: number): Shape {
    const kind = this.one([
      'number',
      'string',
      'bytes',
      'boolean',
      'enum',
      'fixed',
      'record',
      'record',
      'record',
      'array',
      'map',
    ]);
    switch (kind) {
      case 'number':
        return { kind: 'primitive', name: this.one(['int', 'long', 'float', 'double']) };
      case 'enum':
        return this.enum();
      case 'fixed':
        return this.fixed();
      case 'record':
        return depth > 3 ? this.fixed() : this.record(depth);
      case 'array':
      case 'map':
        return { kind, inner: this.shape(depth + 1) };
      default:
        return { kind: 'primitive', name: kind };
    }
  }

  primitive(): PrimitiveShape {
    const name = this.one(['boolean', 'int', 'long', 'float', 'double', 'bytes', 'string', 'string']);
    return { kind: 'primitive', name, logical: this.chance(4) ? this.logical(name) : undefined };
  }

  logical(name: string): PrimitiveShape['logical'] {
    switch (name) {
      case 'int':
        return { logicalType: 'date' };
      case 'long':
        return { logicalType: this.#timestamp };
      case 'bytes':
        return { logicalType: 'decimal', precision: 6, scale: 2 };
      case 'string':
        return this.chance(2) ? { logicalType: 'uuid' } : { logicalType: 'unknown-to-all' };
      default:
        return undefined;
    }
  }

  get none(): PrimitiveShape {
    return { kind: 'primitive', name: 'null' };
  }

  enum(): NamedShape {
    const symbols = ['A', 'B', 'C', 'D'].slice(0, this.random.between(1, 4));
    return this.#done({ kind: 'enum', ...this.#naming('E'), symbols, hasDefault: this.chance(4) });
  }

  fixed(): NamedShape {
    const size = this.one([1, 4, 16]);
    return this.#done({
      kind: 'fixed',
      ...this.#naming('F'),
      size,
      logical: this.chance(3) ? ofSize[size] : undefined,
    });
  }

  #done(shape: NamedShape): NamedShape {
    this.#complete.push(shape);
    return shape;
  }

  #naming(letter: string): { name: string; namespace: string; aliases: string[] } {
    return { name: this.newName(letter), namespace: this.one(this.#namespaces), aliases: [] };
  }
}

const ofSize: Readonly<Record<number, FixedShape['logical']>> = {
  4: { logicalType: 'decimal', precision: 9, scale: 3 },
  16: { logicalType: 'uuid' },
};

/** A union takes each unnamed kind once, and kfw no two that a plain value could be both of. */
export function distinct(branches: readonly Shape[]): Shape[] {
  const seen = new Set<string>();
  return branches.filter((branch) => {
    const kind = branch.kind === 'record' ? branch.name : plainKind(branch);
    const other = branch.kind === 'record' ? 'map' : branch.kind === 'map' ? 'record' : undefined;
    if (seen.has(kind) || (other !== undefined && seen.has(other))) return false;
    seen.add(kind);
    if (branch.kind === 'record') seen.add('record');
    return true;
  });
}

/** Branches of one kind are the same kind of plain value. */
function plainKind(shape: Shape): string {
  if (shape.kind === 'enum') return 'string';
  if (shape.kind === 'fixed') return shape.logical === undefined ? 'bytes' : 'string';
  if (shape.kind !== 'primitive') return shape.kind;
  return ['int', 'long', 'float', 'double'].includes(shape.name) ? 'number' : shape.name;
}
