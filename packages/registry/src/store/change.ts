/** What can happen to a registry: each is one line of its log, and the log is all there is on disk. */
import type { CompatibilityLevel } from '@kfw/schema-compat';
import type { Schema } from '../schemas/schema.js';

export const modes = ['READWRITE', 'READONLY', 'IMPORT'] as const;

/** `READONLY` refuses changes of subjects; `IMPORT` takes ids and versions from who registers. */
export type Mode = (typeof modes)[number];

export type Change =
  /** A version of a subject. The schema is there when its id is new. */
  | {
      readonly change: 'version';
      readonly subject: string;
      readonly version: number;
      readonly id: number;
      readonly content?: Schema;
    }
  | { readonly change: 'soft-delete' | 'delete'; readonly subject: string; readonly versions: readonly number[] }
  /** Without a subject it is the global one; without a level the subject has none of its own any more. */
  | { readonly change: 'level'; readonly subject?: string; readonly level?: CompatibilityLevel }
  | { readonly change: 'mode'; readonly subject?: string; readonly mode?: Mode };
