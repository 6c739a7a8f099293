/** The result of one request to the registry, for measurements: how long it took, and the kind of its failure. */
import { Unauthorized, Unavailable } from './registry-failure.js';

/**
 * `noResponse`: none came in time, or there was no connection. `unavailable`: the registry is overloaded, or cut the connection.
 * `unauthorized`: it rejected the credentials. `invalidResponse`: what came is not a response of its API.
 */
export const registryRequestErrors = ['noResponse', 'unavailable', 'unauthorized', 'invalidResponse'] as const;

export type RegistryRequestError = (typeof registryRequestErrors)[number];

export interface RegistryRequestResult {
  readonly durationMs: number;
  /** `undefined` for a response of the API, such as that a subject does not exist. */
  readonly error: RegistryRequestError | undefined;
}

/** The kind of what a request threw. */
export function requestErrorOf(thrown: unknown): RegistryRequestError | undefined {
  if (thrown instanceof Unauthorized) return 'unauthorized';
  if (!(thrown instanceof Unavailable)) return undefined;
  if (thrown.unresponsive) return 'noResponse';
  return thrown.retryable ? 'unavailable' : 'invalidResponse';
}
