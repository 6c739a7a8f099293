/** The options of a registry. */
import type { CompatibilityLevel } from '@kfw/schema-compat';

export interface RegistryOptions {
  /** Default `127.0.0.1`: everyone who reaches the port may change everything. */
  readonly host?: string;
  /**
   * Host names that requests may use, besides `host` and the names and addresses of the loopback: `['registry.test']`.
   */
  readonly hosts?: readonly string[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** A folder for all data. Without it everything is in memory and lost with the process. */
  readonly data?: string;
  /** The level of subjects without their own, until a global one is set. Default `BACKWARD`. */
  readonly compatibility?: CompatibilityLevel;
  readonly limits?: Partial<RegistryLimits>;
}

/** Bounds on what clients may use. */
export interface RegistryLimits {
  /** The size of one request. Default 5 MiB. */
  readonly maxBodyBytes: number;
  /**
   * Versions of all subjects together, including deleted ones, and subjects with their own settings. Default 10,000.
   */
  readonly maxVersions: number;
  /** References of one schema, including those of its references. Default 1,000. */
  readonly maxReferences: number;
  /** Characters of the schemas that one refers to, over all steps. Default 20 million. */
  readonly maxReferredChars: number;
  /** Default 200. */
  readonly maxConnections: number;
  /** How long a request may take to arrive completely. Default 30,000. */
  readonly requestTimeoutMs: number;
}

export const defaultLimits: RegistryLimits = {
  maxBodyBytes: 5 * 1024 * 1024,
  maxVersions: 10_000,
  maxReferences: 1_000,
  maxReferredChars: 20_000_000,
  maxConnections: 200,
  requestTimeoutMs: 30_000,
};
