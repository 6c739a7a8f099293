/**
 * The ids under which this app writes, by subject and schema: asked of the registry once each, whoever writes, also
 * when several writers ask at the same time. A failure is not kept: the next writer tries again.
 */
import type { SchemaRegistry, SchemaVersion } from './schema-registry.js';

/** `always` registers a schema that is not there yet; `lookup` never changes the registry. */
export type RegisterMode = 'always' | 'lookup';

export class SchemaIds {
  readonly #ids = new Map<string, Promise<number>>();

  constructor(
    readonly client: SchemaRegistry,
    readonly mode: RegisterMode,
  ) {}

  idOf(version: SchemaVersion): Promise<number> {
    const key = `${version.subject} ${JSON.stringify(version.definition)}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const asking = this.mode === 'always' ? this.client.register(version) : this.client.lookUp(version);
    this.#ids.set(key, asking);
    asking.catch(() => this.#ids.delete(key));
    return asking;
  }
}
