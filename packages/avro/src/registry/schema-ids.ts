/**
 * How this app writes each subject and schema: the schema id, and the written schema. The registry is asked once each,
 * even when several writers ask at the same time. A failure is not cached: the next writer tries again.
 */
import type { Type } from '../encoding/avsc-internals.js';
import { latestForm } from './latest-form.js';
import type { SchemaRegistry, SchemaVersion } from './schema-registry.js';
import type { WrittenForm } from './written-form.js';

/** `always` registers a missing schema; `lookup` never changes the registry. */
export type RegisterMode = 'always' | 'lookup';

export interface WritingOptions {
  readonly register: RegisterMode;
  /** Whether the last version of the subject is written, instead of the app's own schema. */
  readonly useLatest: boolean;
}

export class SchemaIds {
  readonly #forms = new Map<string, Promise<WrittenForm>>();

  constructor(
    readonly client: SchemaRegistry,
    readonly options: WritingOptions,
  ) {}

  /** `type` is the type of the version's own schema. */
  formOf(version: SchemaVersion, type: Type): Promise<WrittenForm> {
    const key = `${version.subject} ${JSON.stringify(version.definition)}`;
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const asking = this.#ask(version, type);
    this.#forms.set(key, asking);
    asking.catch(() => this.#forms.delete(key));
    return asking;
  }

  async #ask(version: SchemaVersion, type: Type): Promise<WrittenForm> {
    const { client, options } = this;
    if (options.useLatest) return latestForm(version, type, await client.latest(version));
    return { id: await (options.register === 'always' ? client.register(version) : client.lookUp(version)), type };
  }
}
