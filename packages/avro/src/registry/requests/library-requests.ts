/**
 * Sends the requests of @kafkajs/confluent-schema-registry as our own: a middleware that responds itself and never
 * calls the library's HTTP. The library has no deadline for a response that stops halfway, accepts any shape of
 * response, and caches what it made of it.
 *
 * It also responds to the library's request for a subject's compatibility level before each registration: the library
 * rejects a subject with another level than its caller names, and kfw leaves the level to the registry's operator.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { type ApiSchema, asId, asSchema, asVersion, type Shape } from './api-shapes.js';
import { Refusal, Unavailable } from './registry-failure.js';
import type { RegistryRequests } from './registry-requests.js';

type ClientOptions = ConstructorParameters<typeof SchemaRegistry>[0];
type Middleware = NonNullable<ClientOptions['middlewares']>[number];
type LibraryResponse = Awaited<ReturnType<NonNullable<ReturnType<Middleware>['response']>>>;
type LibraryRequest = Parameters<NonNullable<ReturnType<Middleware>['response']>>[2];

/** Limits for one schema: the schemas that it refers to, over all steps. */
const maxReferences = 1_000;
const maxReferencesMs = 30_000;

/** The registry has the schema, but nothing can be read with it. The message is the reason, as part of a sentence. */
class UnusableSchema extends Error {}

interface Fetching {
  references: number;
  readonly endsAt: number;
}

const fetching = new AsyncLocalStorage<Fetching>();

/** Bounds the library's requests while it fetches one schema. */
export function asOneSchema<T>(work: () => Promise<T>): Promise<T> {
  return fetching.run({ references: 0, endsAt: performance.now() + maxReferencesMs }, work);
}

export function libraryRequests(requests: RegistryRequests, normalize: boolean): Middleware {
  return () => ({
    async response(_next, _renew, request) {
      return libraryResponse(await ask(requests, request, normalize));
    },
  });
}

async function ask(requests: RegistryRequests, request: LibraryRequest, normalize: boolean): Promise<unknown> {
  const path = request.path();
  if (path.startsWith('/config/')) throw Object.assign(new Error('not asked'), { status: 404 });
  if (request.method() === 'post') {
    const body = request.body();
    const query = normalize ? '?normalize=true' : '';
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return requests.send({ method: 'POST', path: `${path}${query}`, body: text, shape: asId });
  }
  if (path.startsWith('/schemas/ids/')) return onlyAvro(await get(requests, path, asSchema));
  if (path.endsWith('/versions/latest')) return get(requests, path, asVersion);
  // The library appends the name of the reference.
  return reference(requests, path.replace(/\?.*$/s, ''));
}

function get<T>(requests: RegistryRequests, path: string, shape: Shape<T>): Promise<T> {
  return requests.send({ method: 'GET', path, shape });
}

/** Schemas of other languages are never passed to the library, which would compile them. */
function onlyAvro(schema: ApiSchema): ApiSchema {
  if (schema.schemaType === 'AVRO') return schema;
  throw new UnusableSchema(`it is a schema of type ${schema.schemaType} and not an Avro schema`);
}

/** A referenced schema. If it is missing, the referring schema is unusable, but its id is known. */
async function reference(requests: RegistryRequests, path: string): Promise<ApiSchema> {
  countReference();
  try {
    return onlyAvro(await get(requests, path, asSchema));
  } catch (thrown) {
    if (!(thrown instanceof Refusal) || !thrown.isNotFound) throw thrown;
    throw new UnusableSchema(`the registry does not have all of its references: ${thrown.message}`);
  }
}

function countReference(): void {
  const current = fetching.getStore();
  if (current === undefined) return;
  current.references++;
  if (current.references > maxReferences) {
    throw new UnusableSchema(`it refers to more than ${maxReferences} other schemas`);
  }
  if (performance.now() > current.endsAt) {
    throw new Unavailable(`the schemas that it refers to did not come within ${maxReferencesMs} ms`, {
      unresponsive: true,
    });
  }
}

/** The library reads only the data of a response. */
function libraryResponse(json: unknown): LibraryResponse {
  return { data: () => json } as unknown as LibraryResponse;
}
