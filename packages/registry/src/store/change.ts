/** The changes of a registry: each is one line of its log, and the log is all that is on disk. */
import type { CompatibilityLevel } from '@kfw/schema-compat';
import type { Schema } from '../schemas/schema.js';

export const modes = ['READWRITE', 'READONLY', 'IMPORT'] as const;

/** `READONLY` rejects changes of subjects; `IMPORT` accepts ids and versions from clients. */
export type Mode = (typeof modes)[number];

export type Change =
  /** A new version of a subject. It has the schema when its id is new. */
  | {
      readonly change: 'version';
      readonly subject: string;
      readonly version: number;
      readonly id: number;
      readonly content?: Schema;
    }
  | { readonly change: 'soft-delete' | 'delete'; readonly subject: string; readonly versions: readonly number[] }
  /** Without a subject it is the global one; without a level the subject has none of its own. */
  | { readonly change: 'level'; readonly subject?: string; readonly level?: CompatibilityLevel }
  | { readonly change: 'mode'; readonly subject?: string; readonly mode?: Mode };
