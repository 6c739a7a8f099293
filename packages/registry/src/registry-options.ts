/** What a registry is started with. */
import type { CompatibilityLevel } from '@kfw/schema-compat';

export interface RegistryOptions {
  /** Default `127.0.0.1`: whoever reaches the port may change everything. */
  readonly host?: string;
  /** Names by which it may be asked, besides `host` and the names and addresses of the loopback: `['registry.test']`. */
  readonly hosts?: readonly string[];
  /** Default 0: any free port. */
  readonly port?: number;
  /** A folder to keep everything in. Without it all is in memory, and gone with the process. */
  readonly data?: string;
  /** The level of subjects that have none of their own, until one is set. Default `BACKWARD`. */
  readonly compatibility?: CompatibilityLevel;
  readonly limits?: Partial<RegistryLimits>;
}

/** What strangers may take of it. */
export interface RegistryLimits {
  /** Of one request. Default 5 MiB. */
  readonly maxBodyBytes: number;
  /** Versions of all subjects together, deleted ones too, and subjects with settings of their own. Default 10,000. */
  readonly maxVersions: number;
  /** References of one schema, and of those that it refers to. Default 1,000. */
  readonly maxReferences: number;
  /** Characters of the schemas that one refers to, over all steps. Default 20 million. */
  readonly maxReferredChars: number;
  /** Default 200. */
  readonly maxConnections: number;
  /** How long a request may take to arrive as a whole. Default 30,000. */
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
