/**
 * The schema registry's Confluent API, through @kafkajs/confluent-schema-registry on top of our own requests
 * (`requests/`). Every failure becomes a coded error without credentials; the caller decides about retries.
 */
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { type KfwError, toError } from '@kfw/core';
import type { CompatibilityLevel } from '@kfw/schema-compat';
import { Type } from '../encoding/avsc-internals.js';
import { avroError } from '../errors.js';
import { fetchedSchema, writerTypeOptions } from '../resolving/writer-schema.js';
import { hasSubject } from './has-subject.js';
import type { RegistryAddress } from './registry-options.js';
import { asCompatibility } from './requests/api-shapes.js';
import { asOneSchema, libraryRequests } from './requests/library-requests.js';
import { printable } from './requests/printable.js';
import { Refusal, Unauthorized, Unavailable } from './requests/registry-failure.js';
import { RegistryRequests } from './requests/registry-requests.js';
import type {
  Compatibility,
  FetchedSchema,
  LatestSchema,
  SchemaRegistry as SchemaRegistryPort,
  SchemaVersion,
} from './schema-registry.js';
import { subjectLevel } from './subject-level.js';

/**
 * The type that the library gets for every schema that is registered: `avro()` has compiled the schema already, and the
 * library would reject one without a name, such as the `string` of a key.
 */
const anyNamedType = Type.forSchema({ type: 'fixed', name: 'Any', size: 1 });

export class RegistryClient implements SchemaRegistryPort {
  readonly #requests: RegistryRequests;
  readonly #reading: SchemaRegistry;
  readonly #writing: SchemaRegistry;
  readonly #address: RegistryAddress;

  constructor(address: RegistryAddress) {
    this.#address = address;
    this.#requests = new RegistryRequests(address);
    const client = {
      // Unused: requests go to `address`.
      host: 'http://registry.invalid',
      clientId: 'kfw',
      retry: { retries: 0 },
      middlewares: [libraryRequests(this.#requests, address.normalize)],
    };
    this.#reading = new SchemaRegistry(client, { [SchemaType.AVRO]: writerTypeOptions() });
    this.#writing = new SchemaRegistry(client, { [SchemaType.AVRO]: { typeHook: () => anyNamedType } });
  }

  /** Requests the list of subjects: checks that the registry responds and accepts the credentials. */
  async connect(): Promise<void> {
    try {
      await this.#requests.probe();
    } catch (thrown) {
      throw this.#failure(thrown);
    }
  }

  async fetch(id: number): Promise<FetchedSchema> {
    try {
      const schema = fetchedSchema(await asOneSchema(() => this.#reading.getSchema(id)));
      return schema === undefined
        ? { state: 'unusable', reason: 'it is not an Avro schema' }
        : { state: 'found', schema };
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.isNotFound) return { state: 'unknown' };
      if (isOfRequest(thrown)) throw this.#failure(thrown, `schema id ${id}`);
      // The remaining failures are about the schema text: it is invalid, or refers to a missing schema.
      return { state: 'unusable', reason: toError(thrown).message };
    }
  }

  /** Registers the schema as a version of the subject, or finds an existing one. Returns its id. */
  async register({ subject, name, definition }: SchemaVersion): Promise<number> {
    try {
      const schema = JSON.stringify(definition);
      const options = { subject, updateConfig: false };
      const { id } = await this.#writing.register({ type: SchemaType.AVRO, schema }, options);
      return id;
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.httpStatus === 409) {
        throw avroError('KFW_SCHEMA_INCOMPATIBLE', { subject, schema: name, reason: thrown.message });
      }
      if (thrown instanceof Refusal && thrown.httpStatus === 422) {
        const reason = `the registry says: ${thrown.message}`;
        throw avroError('KFW_SCHEMA_INVALID', { schema: name, path: '$', reason });
      }
      throw this.#failure(thrown, `registering ${name} under "${subject}"`);
    }
  }

  /** The id under which the subject has exactly this schema. */
  async lookUp({ subject, name, definition }: SchemaVersion): Promise<number> {
    try {
      const schema = JSON.stringify(definition);
      return await this.#writing.getRegistryIdBySchema(subject, { type: SchemaType.AVRO, schema });
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.isNotFound) {
        throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
      }
      throw this.#failure(thrown, `looking up ${name} under "${subject}"`);
    }
  }

  async latest({ subject, name }: SchemaVersion): Promise<LatestSchema> {
    let id: number;
    try {
      id = await this.#reading.getLatestSchemaId(subject);
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.isNotFound) {
        throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
      }
      throw this.#failure(thrown, `the latest version of "${subject}"`);
    }
    return { id, schema: await this.fetch(id) };
  }

  async checkCompatibility({ subject, name, definition }: SchemaVersion): Promise<Compatibility> {
    const { normalize, secrets } = this.#address;
    const flags = `verbose=true${normalize ? '&normalize=true' : ''}`;
    try {
      const { isCompatible, messages } = await this.#requests.send({
        method: 'POST',
        path: `/compatibility/subjects/${encodeURIComponent(subject)}/versions?${flags}`,
        body: JSON.stringify({ schemaType: SchemaType.AVRO, schema: JSON.stringify(definition) }),
        shape: asCompatibility,
      });
      return { isCompatible, reasons: messages.map((message) => printable(message, secrets)) };
    } catch (thrown) {
      if (thrown instanceof Refusal && thrown.isNotFound) {
        throw avroError('KFW_SCHEMA_NOT_REGISTERED', { subject, schema: name });
      }
      throw this.#failure(thrown, `whether ${name} fits "${subject}"`);
    }
  }

  level(subject: string): Promise<CompatibilityLevel | undefined> {
    return subjectLevel(this.#requests, subject);
  }

  has(subject: string): Promise<boolean> {
    return hasSubject(this.#requests, subject);
  }

  /** `what` was requested, as part of a sentence. */
  #failure(thrown: unknown, what?: string): KfwError {
    const { url, setting } = this.#address;
    if (thrown instanceof Unauthorized) {
      return avroError('KFW_REGISTRY_AUTHENTICATION_FAILED', { url, setting, status: thrown.httpStatus });
    }
    const { message } = toError(thrown);
    const detail = thrown instanceof Refusal ? `status ${thrown.httpStatus}: ${message}` : message;
    const reason = what === undefined ? detail : `${what}: ${detail}`;
    return avroError('KFW_REGISTRY_UNREACHABLE', { url, setting, reason }, { cause: thrown });
  }
}

function isOfRequest(thrown: unknown): boolean {
  return thrown instanceof Refusal || thrown instanceof Unauthorized || thrown instanceof Unavailable;
}
