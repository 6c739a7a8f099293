/** Registries of a test, stopped after it, and calls of their API. */
import { afterEach, expect } from '@jest/globals';
import { type Registry, type RegistryOptions, startRegistry } from '../../src/index.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Api {
  readonly registry: Registry;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
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
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const sent = body === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } };
    const answer = await fetch(registry.url + path, { method, ...sent });
    return { status: answer.status, body: await answer.json() };
  };
  const register = async (subject: string, schema: unknown, more: object = {}): Promise<number> => {
    const answer = await call('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema), ...more });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
    return (answer.body as { id: number }).id;
  };
  return { registry, call, register };
}

export const recordOf = (name: string, ...fields: unknown[]) => ({ type: 'record', name, fields });

export const refused = (status: number, code: number): unknown => ({
  status,
  body: { error_code: code, message: expect.any(String) },
});
