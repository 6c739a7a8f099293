/**
 * The schemas that producers wrote with, by id. Each id is fetched once, also when several partitions meet it at the
 * same time. An id that the registry does not know is not kept: it is asked for again with the next batch, since the
 * answer may change.
 */
import type { FetchedSchema, SchemaRegistry } from './schema-registry.js';

export type KnownSchema = Exclude<FetchedSchema, { state: 'unknown' }>;

type SchemaSource = Pick<SchemaRegistry, 'fetch'>;

export class WriterSchemas {
  readonly #known = new Map<number, KnownSchema>();
  readonly #fetching = new Map<number, Promise<void>>();
  readonly #client: SchemaSource;

  constructor(client: SchemaSource) {
    this.#client = client;
  }

  has(id: number): boolean {
    return this.#known.has(id);
  }

  /** `undefined` when the registry does not know the id, or was not asked yet. */
  get(id: number): KnownSchema | undefined {
    return this.#known.get(id);
  }

  /** Rejects when the registry cannot be asked; an unknown or unusable schema is no failure here. */
  async resolve(ids: Iterable<number>): Promise<void> {
    await Promise.all(Array.from(ids, (id) => this.#resolveOne(id)));
  }

  #resolveOne(id: number): Promise<void> {
    const current = this.#fetching.get(id);
    if (current !== undefined) return current;
    const fetching = this.#fetch(id).finally(() => this.#fetching.delete(id));
    this.#fetching.set(id, fetching);
    return fetching;
  }

  async #fetch(id: number): Promise<void> {
    const fetched = await this.#client.fetch(id);
    if (fetched.state !== 'unknown') this.#known.set(id, fetched);
  }
}
