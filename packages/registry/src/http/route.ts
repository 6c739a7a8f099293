/**
 * Finds the handler of a request: the table of routes is compiled once, and a name in braces matches one part of a
 * path.
 */
import { RegistryError } from '../registry-error.js';
import type { RegistryRequest } from './request.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Returns the value of the JSON response, or a text that is sent unchanged. */
export type Handler = (request: RegistryRequest) => unknown;

/** `/subjects/{subject}/versions`, and a handler per method. */
export type Routes = Readonly<Record<string, Partial<Readonly<Record<Method, Handler>>>>>;

/** A response that is already JSON, or text of another language. */
export class TextResponse {
  constructor(readonly text: string) {}
}

export interface Match {
  readonly handler: Handler;
  readonly params: ReadonlyMap<string, string>;
}

export function compileRoutes(routes: Routes): (method: string, path: string) => Match {
  const compiled = Object.entries(routes).map(([pattern, methods]) => ({
    parts: pattern.split('/').slice(1),
    methods: new Map<string, Handler>(Object.entries(methods)),
  }));
  return (method, path) => {
    const given = path
      .replace(/(.)\/$/, '$1')
      .split('/')
      .slice(1);
    for (const { parts, methods } of compiled) {
      const params = matched(parts, given);
      if (params === undefined) continue;
      const handler = methods.get(method);
      if (handler !== undefined) return { handler, params };
      throw new RegistryError(
        405,
        405,
        `this address does not accept ${method}, only ${[...methods.keys()].join(', ')}.`,
      );
    }
    throw new RegistryError(404, 404, 'There is nothing at this address.');
  };
}

function matched(parts: readonly string[], given: readonly string[]): ReadonlyMap<string, string> | undefined {
  if (parts.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith('{')) params.set(part.slice(1, -1), decoded(text));
    else if (part !== text) return undefined;
  }
  return params;
}

const maxNameChars = 1024;

function decoded(text: string): string {
  let name: string;
  try {
    name = decodeURIComponent(text);
  } catch {
    throw new RegistryError(400, 400, `"${text.slice(0, 80)}" is not an encoded name.`);
  }
  if (name === '' || name.length > maxNameChars) {
    throw new RegistryError(400, 400, `A name has from 1 to ${maxNameChars} characters.`);
  }
  return name;
}
