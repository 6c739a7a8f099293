/**
 * What the keys and payloads of lines are written with: by the schema that the app declares for the topic, else by the
 * last version that a registry has for it, else as they are.
 */
import { avroFromJson, createAvroCodec, inMemoryRegistry, RegistryLookup } from '@kfw/avro';
import type { Codec, PayloadSide, PayloadWriter, Schema } from '@kfw/core';
import { Codecs } from '@kfw/core/internal';
import { registryOf } from '../../connection/create-transport.js';
import type { Cluster } from '../cluster/cluster.js';
import { cliError } from '../errors.js';

export interface SideWriter {
  /** For people: `shop.Order`, `json`. */
  readonly format: string;
  /** Throws why the value cannot be written. */
  write(json: unknown): Buffer;
}

export interface TopicWriters {
  readonly key: SideWriter;
  readonly value: SideWriter;
  /** Whether the payloads have one. */
  readonly hasSchema: boolean;
}

export type WritingCluster = Pick<Cluster, 'codecs' | 'declared' | 'config' | 'nameInCode'>;

/**
 * Registers or looks up the schemas as the app would; with `changesNothing` no registry is asked for declared ones. Throws
 * `KFW_SCHEMAS_DIFFER`, `KFW_PRODUCE_SCHEMA_UNUSABLE`, and the errors of the registry.
 */
export async function openWriters(
  cluster: WritingCluster,
  topic: string,
  { changesNothing }: { readonly changesNothing: boolean },
): Promise<TopicWriters> {
  const open = async (side: PayloadSide): Promise<SideWriter> => {
    const found = declaredWriter(cluster, topic, side, changesNothing) ?? (await latestWriter(cluster, topic, side));
    return found === undefined ? (side === 'key' ? plainKey : plainValue) : sideWriter(found.schema, found.writer);
  };
  const value = await open('value');
  return { key: await open('key'), value, hasSchema: value !== plainValue };
}

interface Found {
  readonly schema: Schema;
  readonly writer: PayloadWriter;
}

function declaredWriter(
  { declared, codecs, nameInCode }: WritingCluster,
  topicOnCluster: string,
  side: PayloadSide,
  changesNothing: boolean,
): Found | undefined {
  const topic = nameInCode(topicOnCluster);
  const schema = declared?.of(topic, side);
  if (schema === undefined) return undefined;
  const chosen = changesNothing ? withoutRegistry(codecs) : codecs;
  return { schema, writer: chosen.writer({ topic, side, schema }) };
}

/** Payloads are checked against the schema, and it is registered in memory. */
export function withoutRegistry(codecs: Codecs): Codecs {
  const avro = createAvroCodec({ registry: inMemoryRegistry(), registrySetting: 'memory', register: 'always' });
  return new Codecs([...codecs].map((codec: Codec) => (codec.format === avro.format ? avro : codec)));
}

async function latestWriter({ config }: WritingCluster, topic: string, side: PayloadSide): Promise<Found | undefined> {
  const registry = registryOf(config);
  if (registry === undefined) return undefined;
  const subject = `${topic}-${side}`;
  const latest = await new RegistryLookup(registry).latestSchema(subject);
  if (latest === undefined) return undefined;
  if ('reason' in latest) throw cliError('KFW_PRODUCE_SCHEMA_UNUSABLE', { subject, reason: latest.reason });
  const { schema } = latest;
  const codec = createAvroCodec({ ...registry, register: 'lookup', useLatest: true });
  return { schema, writer: codec.writer({ topic, side, schema }) };
}

async function sideWriter(schema: Schema, writer: PayloadWriter): Promise<SideWriter> {
  await writer.prepare();
  const convert = schema.format === 'avro' ? avroFromJson(schema) : (json: unknown) => json;
  return {
    format: schema.name,
    write: (json) => (Buffer.isBuffer(json) ? json : writer.encode(convert(json))),
  };
}

/** As `deliver` without a schema: text as it is, everything else as JSON. */
const plainValue: SideWriter = {
  format: 'text or JSON',
  write(json) {
    if (Buffer.isBuffer(json)) return json;
    return typeof json === 'string' ? textBytes(json) : Buffer.from(JSON.stringify(json));
  },
};

const plainKey: SideWriter = { ...plainValue, format: 'text' };

function textBytes(text: string): Buffer {
  // The halves of a character that is more than 16 bits have no UTF-8.
  if (!text.isWellFormed()) throw new Error('it holds half a character (a lone surrogate).');
  return Buffer.from(text);
}
