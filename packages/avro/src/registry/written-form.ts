/** How an app's payloads are written to one topic: the schema id, the Avro type, and a conversion if one is needed. */
import type { Type } from '../encoding/avsc-internals.js';

export interface WrittenForm {
  readonly id: number;
  readonly type: Type;
  /** Converts a payload of the app's schema to one of `type`; absent where both are the same. */
  readonly convert?: (payload: unknown) => unknown;
}
