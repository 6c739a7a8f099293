/**
 * The schema registry's Confluent API, through @kafkajs/confluent-schema-registry. Each call is one attempt: who asks
 * decides about asking again. Whatever goes wrong leaves here as a coded error without credentials in it.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { type KfwError, toError } from '@kfw/core';
import { Type } from '../encoding/avsc-internals.js';
import { avroError } from '../errors.js';
import { fetchedSchema, writerTypeOptions } from '../resolving/writer-schema.js';
import { kfwMiddleware } from './kfw-middleware.js';
import { probe } from './probe.js';
import type { RegistryAddress } from './registry-options.js';
import type { FetchedSchema, SchemaRegistry as SchemaRegistryPort, SchemaVersion } from './schema-registry.js';

const clientId = 'kfw';

/**
 * What the library is told that a schema compiles to when it is registered: `avro()` has compiled it already, and the
 * library would refuse one without a name, such as the `string` of a key.
 */
const anyNamedType = Type.forSchema({ type: 'fixed', name: 'Any', size: 1 });

export class RegistryClient implements SchemaRegistryPort {
  readonly #reading: SchemaRegistry;
  readonly #writing: SchemaRegistry;
  readonly #agent: http.Agent;
  readonly #address: RegistryAddress;

  constructor(address: RegistryAddress) {
    this.#address = address;
    const limits = { maxSockets: 4 };
    this.#agent = address.url.startsWith('https:')
      ? new https.Agent({ ...address.tls, ...limits })
      : new http.Agent(limits);
    const client = {
      host: address.url,
      clientId,
      agent: this.#agent,
      retry: { retries: 0 },
      middlewares: [kfwMiddleware(address)],
    };
    this.#reading = new SchemaRegistry(client, { [SchemaType.AVRO]: writerTypeOptions() });
    this.#writing = new SchemaRegistry(client, { [SchemaType.AVRO]: { typeHook: () => anyNamedType } });
  }

  /** Asks for the list of subjects: the registry is there, and it accepts the credentials. */
  async connect(): Promise<void> {
    let status: number;
    try {
      status = await probe(`${this.#address.url}/subjects`, this.#address, this.#agent);
    } catch (thrown) {
      throw this.#unreachable(toError(thrown).message, thrown);
    }
    const hint = status === 404 ? '; is the path right, such as /apis/ccompat/v7 for Apicurio?' : '';
    if (status !== 200) throw this.#failure({ status, message: `it answered ${status} to GET /subjects${hint}` });
  }

  async fetch(id: number): Promise<FetchedSchema> {
    try {
      const schema = fetchedSchema(await this.#reading.getSchema(id));
      return schema === undefined ? { state: 'unusable', reason: 'it is no Avro schema' } : { state: 'found', schema };
    } catch (thrown) {
      const failure = asHttpFailure(thrown);
      if (failure === undefined) return { state: 'unusable', reason: toError(thrown).message };
      if (failure.status === 404) return { state: 'unknown' };
      throw this.#failure(failure, thrown);
    }
  }

  /** Registers the schema as a version of the subject, or finds it there already. Returns its id. */
  async register({ subject, name, definition }: SchemaVersion): Promise<number> {
    try {
      const schema = JSON.stringify(definition);
      const options = { subject, updateConfig: false };
      const { id } = await this.#writing.register({ type: SchemaType.AVRO, schema }, options);
      return id;
    } catch (thrown) {
      const failure = asHttpFailure(thrown);
      if (failure?.status === 409) {
        throw avroError('KFW_SCHEMA_INCOMPATIBLE', { subject, schema: name, reason: failure.message });
      }
      if (failure?.status === 422) {
        throw avroError('KFW_SCHEMA_INVALID', {
          schema: name,
          path: '$',
          reason: `the registry says: ${failure.message}`,
        });
      }
      throw this.#failure(failure ?? { status: 0, message: toError(thrown).message }, thrown);
    }
  }

  /** The id under which the subject holds exactly this schema. */
  async lookUp({ subject, name, definition }: SchemaVersion): Promise<number> {
    try {
      const schema = JSON.stringify(definition);
      return await this.#writing.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema });
    } catch (thrown) {
      const failure = asHttpFailure(thrown);
      // The library makes an error without a status of the 404, and of nothing else.
      if (failure !== undefined && failure.status !== 404) throw this.#failure(failure, thrown);
      throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
    }
  }

  #failure({ status, message }: HttpFailure, cause?: unknown): KfwError {
    const { url, setting } = this.#address;
    if (status === 401 || status === 403) {
      return avroError('KFW_REGISTRY_AUTHENTICATION_FAILED', { url, setting, status });
    }
    return this.#unreachable(message, cause);
  }

  #unreachable(reason: string, cause?: unknown): KfwError {
    const { url, setting } = this.#address;
    return avroError('KFW_REGISTRY_UNREACHABLE', { url, setting, reason }, { cause });
  }
}

interface HttpFailure {
  readonly status: number;
  readonly message: string;
}

/** The library's error for an answer that is no success; 400 also stands for a connection that failed. */
function asHttpFailure(thrown: unknown): HttpFailure | undefined {
  if (!(thrown instanceof Error) || !('status' in thrown) || typeof thrown.status !== 'number') return undefined;
  const message = thrown.message.replace(`${clientId} - `, '').replace(/^Error, status \d+: /, '');
  return { status: thrown.status, message };
}
