/** The paths that an app's listeners serve on the health address. */
import type { Endpoint, Endpoints } from '@kfw/core';
import { kfwError } from '../errors.js';
import { bounded } from './bounded-endpoint.js';

/** Those of the health server itself. */
export const ownPaths: readonly string[] = ['/livez', '/readyz', '/startupz', '/status'];

/** The path of a request, without its query, as clients send it. */
const form = /^\/[^\s?#]*$/;

export class AppEndpoints implements Endpoints {
  readonly #endpoints = new Map<string, Endpoint>();

  add(path: string, respond: Endpoint): void {
    if (!form.test(path)) throw kfwError('KFW_ENDPOINT_INVALID', { path });
    if (this.#endpoints.has(path) || ownPaths.includes(path)) throw kfwError('KFW_ENDPOINT_TAKEN', { path });
    this.#endpoints.set(path, bounded(path, respond));
  }

  get(path: string): Endpoint | undefined {
    return this.#endpoints.get(path);
  }

  get paths(): readonly string[] {
    return [...this.#endpoints.keys()];
  }
}
