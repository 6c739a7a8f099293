/** Registries for tests, stopped after each test, and calls of their API. */
import { afterEach, expect } from '@jest/globals';
import { type Registry, type RegistryOptions, startRegistry } from '../../src/index.js';

export interface ApiResponse {
  readonly status: number;
  readonly body: unknown;
}

export interface Api {
  readonly registry: Registry;
  call(method: string, path: string, body?: unknown): Promise<ApiResponse>;
  /** Registers an Avro schema and returns its id. */
  register(subject: string, schema: unknown, more?: object): Promise<number>;
}

const running = new Set<Registry>();

afterEach(async () => {
  await Promise.all(Array.from(running, (registry) => registry.stop()));
  running.clear();
});

export async function startApi(options: RegistryOptions = {}): Promise<Api> {
  const registry = await startRegistry(options);
  running.add(registry);
  const call = async (method: string, path: string, body?: unknown): Promise<ApiResponse> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = body === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } };
    const response = await fetch(registry.url + path, { method, ...sent });
    return { status: response.status, body: await response.json() };
  };
  const register = async (subject: string, schema: unknown, more: object = {}): Promise<number> => {
    const response = await call('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema), ...more });
    if (response.status !== 200) throw new Error(JSON.stringify(response));
    return (response.body as { id: number }).id;
  };
  return { registry, call, register };
}

export const recordOf = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });

export const refused = (status: number, code: number): unknown => ({
  status,
  body: { error_code: code, message: expect.any(String) },
});
