/** The changes that people make to a schema, each by its name. A change that does not apply to a schema returns it unchanged. */
import { type Draw, distinct } from './draw-shape.js';
import {
  type EnumShape,
  type FieldShape,
  fullName,
  type NamedShape,
  type PrimitiveShape,
  type RecordShape,
  type Shape,
  shapesOf,
  slotsOf,
} from './schema-shape.js';

type Change = (root: Shape, draw: Draw) => boolean;
type UnionShape = Extract<Shape, { kind: 'union' }>;

const isEnum = (shape: Shape): shape is EnumShape => shape.kind === 'enum';
const isRecord = (shape: Shape): shape is RecordShape => shape.kind === 'record';
const isUnion = (shape: Shape): shape is UnionShape => shape.kind === 'union';
const isNamed = (shape: Shape): shape is NamedShape => 'namespace' in shape;

/** Changes one of the shapes that it is made for. */
function on<S extends Shape>(is: (shape: Shape) => shape is S, change: (shape: S, draw: Draw) => boolean): Change {
  return (root, draw) => {
    const found = shapesOf(root).filter(is);
    return found.length > 0 && change(draw.one(found), draw);
  };
}

const onField = (change: (field: FieldShape, record: RecordShape, draw: Draw) => boolean): Change =>
  on(isRecord, (record, draw) => record.fields.length > 0 && change(draw.one(record.fields), record, draw));

/** Changes one of the primitive types in places that are, or are not, branches of unions. */
const onPrimitive =
  (inUnion: boolean | undefined, to: (shape: PrimitiveShape, draw: Draw) => Shape | undefined): Change =>
  (root, draw) => {
    const found = slotsOf(root).flatMap((slot) => {
      const { shape } = slot;
      return shape.kind === 'primitive' && (inUnion ?? slot.isInUnion) === slot.isInUnion ? [{ slot, shape }] : [];
    });
    const changed = found.flatMap(({ slot, shape }) => {
      const other = to(shape, draw);
      return other === undefined ? [] : [() => slot.put(other)];
    });
    if (changed.length === 0) return false;
    draw.one(changed)();
    return true;
  };

const wider: Readonly<Record<string, readonly string[]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
};

const promotedTo = (shape: PrimitiveShape, draw: Draw): Shape | undefined => {
  const to = wider[shape.name];
  return to && { kind: 'primitive', name: draw.one(to) };
};

const rename = (shape: NamedShape, draw: Draw, withAlias: boolean): boolean => {
  if (withAlias) shape.aliases.push(draw.chance(2) ? fullName(shape) : shape.name);
  shape.name = draw.newName(shape.name[0] ?? 'N');
  return true;
};

export const changes: Readonly<Record<string, Change>> = {
  'symbol added': on(isEnum, (shape, draw) => {
    shape.symbols.splice(draw.random.between(0, shape.symbols.length), 0, draw.newName('S'));
    return true;
  }),
  'symbol removed': on(isEnum, (shape, draw) => {
    if (shape.symbols.length < 2) return false;
    shape.symbols.splice(draw.random.between(0, shape.symbols.length - 1), 1);
    return true;
  }),
  'symbols reordered': on(isEnum, (shape) => shape.symbols.length > 1 && Boolean(shape.symbols.reverse())),
  'default of an enum': on(isEnum, (shape) => {
    shape.hasDefault = !shape.hasDefault;
    return true;
  }),
  'branch added': on(isUnion, (shape, draw) => {
    const before = shape.branches.length;
    shape.branches = distinct([...shape.branches, draw.branch(2)]);
    return shape.branches.length > before;
  }),
  'branch removed': on(isUnion, (shape, draw) => {
    if (shape.branches.length < 2) return false;
    shape.branches.splice(draw.random.between(0, shape.branches.length - 1), 1);
    return true;
  }),
  'branches reordered': on(isUnion, (shape) => shape.branches.length > 1 && Boolean(shape.branches.reverse())),
  'record of a union split in two': on(isUnion, (shape, draw) => {
    const at = shape.branches.findIndex((branch) => isRecord(branch) && branch.fields.length > 1);
    const whole = shape.branches[at];
    if (whole === undefined || !isRecord(whole)) return false;
    const copies = [whole.fields, whole.fields.slice(0, -1)].map((fields): RecordShape => {
      const name = draw.chance(2) ? whole.name : draw.newName('R');
      const copied = fields.map((field) => ({ ...field }));
      if (draw.chance(2))
        draw.one(copied).type = { kind: 'primitive', name: draw.one(['boolean', 'string', 'double']) };
      return { ...whole, name, namespace: draw.newName('n'), aliases: [], fields: copied };
    });
    shape.branches.splice(at, 1, ...(draw.chance(2) ? copies : copies.reverse()));
    return true;
  }),
  'field made optional': onField((field, _record, draw) => {
    if (isUnion(field.type)) return false;
    field.type = { kind: 'union', branches: distinct([draw.none, field.type]) };
    field.hasDefault = draw.chance(2);
    return true;
  }),
  'field made required': onField((field, _record, draw) => {
    if (!isUnion(field.type)) return false;
    field.type = draw.one(field.type.branches);
    return true;
  }),
  'field added with a default': on(isRecord, (record, draw) => {
    const at = draw.random.between(0, record.fields.length);
    return record.fields.splice(at, 0, { ...draw.field(draw.newName('f'), 2), hasDefault: true }) !== undefined;
  }),
  'default of a later branch': on(isRecord, (record, draw) => {
    const type: Shape = { kind: 'union', branches: distinct([draw.none, draw.branch(3)]) };
    const field = { name: draw.newName('f'), aliases: [], type, hasDefault: true, defaultBranch: 1 };
    return record.fields.push(field) > 0;
  }),
  'default in another branch': onField((field) => {
    if (!isUnion(field.type)) return false;
    Object.assign(field, { hasDefault: true, defaultBranch: field.defaultBranch + 1 });
    return true;
  }),
  'field added without a default': on(isRecord, (record, draw) =>
    Boolean(record.fields.push({ ...draw.field(draw.newName('f'), 3), hasDefault: false })),
  ),
  'field removed': onField((field, record) => {
    record.fields = record.fields.filter((other) => other !== field);
    return true;
  }),
  'default of a field': onField((field) => {
    field.hasDefault = !field.hasDefault;
    return true;
  }),
  'fields reordered': on(isRecord, (record) => record.fields.length > 1 && Boolean(record.fields.reverse())),
  'field renamed with an alias': onField((field, _record, draw) => {
    field.aliases.push(field.name);
    field.name = draw.newName('f');
    return true;
  }),
  'field renamed': onField((field, _record, draw) => {
    field.name = draw.newName('f');
    return true;
  }),
  'alias of a field that is still there': onField((field, record, draw) => {
    const copy = { ...field, name: draw.newName('f'), aliases: [field.name], hasDefault: draw.chance(2) };
    return record.fields.push(copy) > 0;
  }),
  'alias of another field': onField((field, record, draw) => {
    const other = draw.one(record.fields);
    return other !== field && field.aliases.push(other.name) > 0;
  }),
  'type renamed with an alias': on(isNamed, (shape, draw) => rename(shape, draw, true)),
  'type renamed': on(isNamed, (shape, draw) => rename(shape, draw, false)),
  'namespace moved': on(isNamed, (shape, draw) => {
    shape.namespace = draw.one(['moved', 'shop.next']);
    return true;
  }),
  'every namespace moved': (root) => {
    for (const shape of shapesOf(root))
      if (isNamed(shape)) shape.namespace = `moved${shape.namespace && '.'}${shape.namespace}`;
    return true;
  },
  'namespace moved with an alias': on(isNamed, (shape) => {
    shape.aliases.push(shape.namespace === '' ? shape.name : fullName(shape));
    shape.namespace = 'moved';
    return shape.aliases[0]?.includes('.') ?? false;
  }),
  'promotion in a union': onPrimitive(true, promotedTo),
  promotion: onPrimitive(false, promotedTo),
  'another primitive': onPrimitive(undefined, (_shape, draw) => ({ kind: 'primitive', name: draw.primitive().name })),
  'logical type': onPrimitive(undefined, (shape, draw) =>
    shape.logical === undefined
      ? { ...shape, logical: draw.logical(shape.name) }
      : { kind: 'primitive', name: shape.name },
  ),
  'size of a fixed': on(
    (shape) => shape.kind === 'fixed',
    (shape) => {
      shape.size++;
      shape.logical = undefined;
      return true;
    },
  ),
  'wrapped in a list': onField((field) => {
    field.type = { kind: 'array', inner: field.type };
    return true;
  }),
  'list taken apart': onField((field) => {
    if (field.type.kind !== 'array' && field.type.kind !== 'map') return false;
    field.type = field.type.inner;
    return true;
  }),
};
