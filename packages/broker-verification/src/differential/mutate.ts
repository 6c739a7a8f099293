/**
 * Mutates the body of a valid request by its table: numbers to the ends of their range and to neighbours of their values, names
 * to others, to empty and invalid ones, lists to empty and null, bytes cut off and flipped. What makes a request
 * wait, or a cluster do a lot of work, keeps to harmless values; what is accepted as different has cases of its own.
 */
import type { Random } from '@kfw/test-cluster';
import type { BodyTemplate, Template } from './paired-connection.js';
import { PerSide } from './per-side.js';
import { type ApiSchema, type Field, isIn } from './protocol/notation.js';

/** By field: the only values that it is mutated to. An empty list keeps the field. */
const harmless: Readonly<Record<string, readonly Template[]>> = {
  max_wait_ms: [0, 1, -1],
  num_partitions: [0, -1, -2, 1, 2, 2 ** 31 - 1],
  count: [0, -1, 1, 2, 3],
  validate_only: [],
  include_documentation: [],
  allow_auto_topic_creation: [],
  rebalance_timeout_ms: [0, 1, -1, 5_000],
  timeout_ms: [],
  replica_id: [],
  isolation_level: [0, 1],
  operation: [0, 1, 2, 3],
  session_id: [],
  session_epoch: [],
  // An unused id: Kafka's response about an id of another case depends on where that one has written.
  producer_id: [-1n, -2n, 900_000n, 2n ** 63n - 1n],
};

const ends: Readonly<Record<string, readonly [number | bigint, number | bigint]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
};

const oddNames = ['', '.', '..', 'a b', 'ä', 'x'.repeat(250), 'x'.repeat(4_097)];

/** Of two mistakes about a topic or its settings either may be reported. */
function mostMutations(api: string): number {
  return /Topics|Configs|Partitions|OffsetCommit/.test(api) ? 1 : 2;
}

/** Groups and transactional ids stay, and other users of the cluster may have some of these names. */
function oddNamesFor(api: string): readonly string[] {
  if (api === 'InitProducerId') return [''];
  return /Group|OffsetCommit|OffsetFetch/.test(api) ? [] : oddNames;
}

/** `names` are other names that a name may become: those of existing things. */
export function mutated(
  schema: ApiSchema,
  version: number,
  body: BodyTemplate,
  random: Random,
  names: readonly string[],
): BodyTemplate {
  const odd = oddNamesFor(schema.name);
  const made = names.flatMap((name) => [name, `${name}-unknown`, name.padEnd(249, 'x')]);
  const pick = <T>(all: readonly T[]): T => all[random.between(0, all.length - 1)] as T;
  const ofStructure = (fields: readonly Field[], structure: BodyTemplate): BodyTemplate => {
    const there = fields.filter((field) => isIn(field, version) && harmless[field.name]?.length !== 0);
    if (there.length === 0) return structure;
    const field = pick(there);
    return { ...structure, [field.name]: of(field, structure[field.name]) };
  };
  const of = (field: Field, value: Template | undefined): Template => {
    const allowed = harmless[field.name];
    if (allowed !== undefined) return pick(allowed);
    switch (field.type) {
      case 'array':
        return ofList(field, Array.isArray(value) ? value : []);
      case 'string':
        return pick([...odd, ...made, null]);
      case 'bool':
        return random.between(0, 1) === 1;
      case 'bytes':
      case 'records':
        return ofBytes(field, value);
      default:
        return ofNumber(field, typeof value === 'number' || typeof value === 'bigint' ? value : 0);
    }
  };
  const ofNumber = ({ type }: Field, value: number | bigint): Template => {
    const [least = 0, most = 0] = ends[type] ?? [];
    return pick([least, most, 0, 1, -1, -2, -3, 2, BigInt(value) + 1n, BigInt(value) - 1n]);
  };
  const ofList = (field: Field, list: readonly Template[]): Template => {
    const [first] = list;
    const how = first === undefined ? pick([0, 1]) : random.between(0, 5);
    if (how === 0) return null;
    if (how === 1 || first === undefined) return [];
    return [within(field, first), ...list.slice(1)];
  };
  const within = (field: Field, element: Template): Template => {
    const [only] = field.fields;
    return only?.name === '' ? of(only, element) : ofStructure(field.fields, element as BodyTemplate);
  };
  const ofBytes = (field: Field, value: Template | undefined): Template => {
    if (value instanceof PerSide || !Buffer.isBuffer(value) || value.length === 0) return null;
    // Kafka does not respond to a request without records.
    const how = random.between(field.name === 'records' ? 1 : 0, 4);
    if (how === 0) return null;
    if (how === 1) return Buffer.alloc(0);
    if (how === 2) return value.subarray(0, random.between(0, value.length - 1));
    if (how === 3) return Buffer.concat([value, Buffer.alloc(random.between(1, 70))]);
    const flipped = Buffer.from(value);
    flipped.writeUInt8(random.between(0, 255), random.between(0, value.length - 1));
    return flipped;
  };
  let result = body;
  for (let times = random.between(1, mostMutations(schema.name)); times > 0; times--)
    result = ofStructure(schema.request, result);
  return result;
}
