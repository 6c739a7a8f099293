/**
 * Removes from responses what must differ between two brokers: addresses, the time, ids that a broker gives out. An id
 * becomes the place where it was first seen, so that it is still compared which one it is. Lists that Apache Kafka
 * answers in the order of a hash map are sorted.
 */
import type { Decoded, DecodedFields } from './decoded.js';

/** The ids of one broker that a case has seen. */
export class SeenIds {
  readonly #names = new Map<string, string>();

  /** `request` is the number of the request whose answer has the id. */
  nameOf(kind: string, id: string, request: number): string {
    const key = `${kind} ${id}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const before = [...this.#names.values()].filter((name) => name.startsWith(`<${kind} ${request}.`)).length;
    const name = `<${kind} ${request}.${before + 1}>`;
    this.#names.set(key, name);
    return name;
  }
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Nothing that a test sends is so near: its times are fixed ones in the past. */
const nearMs = 3_600_000;

type NameOf = (kind: string, id: string) => string;

const rules: Readonly<Record<string, (value: Decoded, nameOf: NameOf) => Decoded | undefined>> = {
  throttle_time_ms: () => undefined,
  host: (value) => (value === '' ? value : '<host>'),
  port: (value) => (Number(value) < 0 ? value : '<port>'),
  cluster_id: (value) => (value === null ? value : '<cluster id>'),
  session_id: (value, nameOf) => (value === 0 ? value : nameOf('session', String(value))),
  producer_id: (value, nameOf) => (Number(value) < 0 ? value : nameOf('producer', String(value))),
  // Nonces, salts and signatures of SCRAM.
  auth_bytes: (value) =>
    Buffer.from(String(value ?? ''), 'hex')
      .toString()
      .replaceAll(/\b([rsv])=[^,]+/g, '$1=<random>'),
  // The times that a topic takes depend on the broker's clock.
  message: (value) => value && String(value).replace(/within \[-?\d+, -?\d+\]/, 'within <range>'),
  log_append_time_ms: time,
  timestamp: time,
  base_timestamp: time,
  max_timestamp: time,
};

/** By API and field: names by which the elements are compared, wherever they stand. */
const named: Readonly<Record<string, string>> = {
  'Metadata topics': 'name',
  'ListGroups groups': 'group_id',
  'DescribeConfigs configs': 'name',
  'CreateTopics configs': 'name',
  'ApiVersions apis': 'key',
};

const byTopic = ({ topic, name = topic }: DecodedFields): string => String(name);
const byIndex = ({ partition, index = partition }: DecodedFields): string => String(index).padStart(11);

/** By API and field: the sort key of the elements. */
const unordered: Readonly<Record<string, (element: DecodedFields) => string>> = {
  'Metadata topics': byTopic,
  'Metadata partitions': byIndex,
  'Produce topics': byTopic,
  'Produce partitions': byIndex,
  'Fetch topics': byTopic,
  'Fetch partitions': byIndex,
  'ListOffsets topics': byTopic,
  'ListOffsets partitions': byIndex,
  'DeleteRecords topics': byTopic,
  'DeleteRecords partitions': byIndex,
  'CreateTopics topics': byTopic,
  'DeleteTopics topics': byTopic,
  'CreatePartitions results': byTopic,
  'AlterConfigs results': byTopic,
  'IncrementalAlterConfigs results': byTopic,
  'OffsetCommit topics': byTopic,
  'OffsetCommit partitions': byIndex,
  'OffsetFetch topics': byTopic,
  'OffsetFetch partitions': byIndex,
  'OffsetDelete topics': byTopic,
  'OffsetDelete partitions': byIndex,
  'AddPartitionsToTxn topics': byTopic,
  'AddPartitionsToTxn partitions': byIndex,
  'TxnOffsetCommit topics': byTopic,
  'TxnOffsetCommit partitions': byIndex,
  'DeleteGroups results': ({ group_id }) => String(group_id),
  'DescribeGroups groups': ({ group_id }) => String(group_id),
  'JoinGroup members': ({ metadata, group_instance_id }) => `${metadata} ${group_instance_id}`,
  'DescribeGroups members': ({ metadata, assignment, client_id, group_instance_id }) =>
    `${metadata} ${assignment} ${client_id} ${group_instance_id}`,
};

/** Lists of everything there is: others use the brokers too, whose names do not begin as this run's do. */
const ofEverybody: Readonly<Record<string, (element: DecodedFields) => Decoded | undefined>> = {
  'Metadata topics': ({ name }) => name,
  'ListGroups groups': ({ group_id }) => group_id,
};

export interface ComparedRun {
  /** The prefix of the names of topics and groups of this run. */
  readonly prefix: string;
  /** Whether the request asked for everything. */
  readonly ofEverything: boolean;
  readonly request: number;
}

export function comparable(api: string, response: Decoded, seen: SeenIds, run: ComparedRun): Decoded {
  const nameId: NameOf = (kind, id) => seen.nameOf(kind, id, run.request);
  const walk = (value: Decoded, name: string): Decoded | undefined => {
    if (Array.isArray(value))
      return byName(
        ordered(value, name).map((element) => walk(element, name) ?? null),
        name,
      );
    const rule = rules[name];
    if (rule !== undefined) return rule(value, nameId);
    if (typeof value === 'string') return value.replaceAll(uuid, (id) => nameId('id', id));
    return typeof value === 'object' && value !== null ? fields(value as DecodedFields) : value;
  };
  const fields = (value: DecodedFields): DecodedFields => {
    const entries = Object.entries(value).flatMap(([name, inner]) => {
      const walked = walk(inner, name);
      return walked === undefined ? [] : [[name, walked] as const];
    });
    return Object.fromEntries(entries);
  };
  const byName = (list: readonly Decoded[], field: string): Decoded => {
    const isNamed = run.ofEverything || field === 'configs' || api === 'ApiVersions';
    const key = isNamed ? named[`${api} ${field}`] : undefined;
    if (key === undefined) return list;
    const entries = list.map((element) => [String((element as DecodedFields)[key]), element] as const);
    const structure = Object.fromEntries(entries);
    return Object.keys(structure).length === list.length ? structure : list;
  };
  const ordered = (list: readonly Decoded[], name: string): readonly Decoded[] => {
    if (name === 'mechanisms') return list.toSorted();
    const key = unordered[`${api} ${name}`];
    const nameOf = run.ofEverything ? ofEverybody[`${api} ${name}`] : undefined;
    const ours = list.filter(
      (one) => nameOf === undefined || String(nameOf(one as DecodedFields)).startsWith(run.prefix),
    );
    if (key === undefined) return ours;
    const sorted = ours.toSorted((a, b) => (key(a as DecodedFields) < key(b as DecodedFields) ? -1 : 1));
    return api === 'Fetch' && name === 'topics' ? merged(sorted as readonly DecodedFields[]) : sorted;
  };
  return walk(response, '') ?? null;
}

/** Kafka names a topic again for those of its partitions that it answers elsewhere: the ones with errors. */
function merged(topics: readonly DecodedFields[]): readonly DecodedFields[] {
  const names = [...new Set(topics.map(({ topic }) => topic))];
  return names.map((topic = null) => ({
    topic,
    partitions: topics.filter((one) => one.topic === topic).flatMap(({ partitions }) => partitions ?? []),
  }));
}

function time(value: Decoded): Decoded {
  return Math.abs(Number(value) - Date.now()) < nearMs ? '<now>' : value;
}
