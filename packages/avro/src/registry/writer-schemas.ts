/**
 * The schemas of producers, by id. A schema is cached when it was found. If it is missing, unusable or could not be
 * fetched, that is cached for a while only, so that neither a batch of many such ids nor many waiting partitions flood
 * the registry; then it is fetched again, since the result may change.
 */
import { FetchQueue } from './fetch-queue.js';
import { isSchemaId } from './requests/api-shapes.js';
import type { FetchedSchema, SchemaRegistry } from './schema-registry.js';

export type KnownSchema = Exclude<FetchedSchema, { state: 'unknown' }>;

type FoundSchema = Extract<FetchedSchema, { state: 'found' }>;

type SchemaSource = Pick<SchemaRegistry, 'fetch'>;

/** An id without a schema, and why. */
interface Absence {
  /** An error means that the registry could not be asked. */
  readonly why: Exclude<FetchedSchema, { state: 'found' }> | Error;
  readonly requestedAt: number;
  /** How often in a row the result was the same. */
  readonly times: number;
}

/** How long a result is cached: at first, and at most when it stays the same. */
const retentionMs = {
  unknown: { firstMs: 1_000, longestMs: 60_000 },
  unusable: { firstMs: 1_000, longestMs: 60_000 },
  unavailable: { firstMs: 250, longestMs: 2_000 },
} as const;

/** Ids that a hostile producer invents must not fill the memory. */
const maxAbsent = 10_000;

export class WriterSchemas {
  readonly #found = new Map<number, FoundSchema>();
  /** Oldest first. */
  readonly #absent = new Map<number, Absence>();
  readonly #queue: FetchQueue<number>;
  readonly #client: SchemaSource;
  readonly #now: () => number;

  constructor(client: SchemaSource, now: () => number = () => performance.now()) {
    this.#client = client;
    this.#now = now;
    this.#queue = new FetchQueue((id) => this.#fetch(id));
  }

  has(id: number): boolean {
    return this.#found.has(id);
  }

  /** `undefined` when the registry does not know the id, or was not asked yet. */
  get(id: number): KnownSchema | undefined {
    const found = this.#found.get(id);
    if (found !== undefined) return found;
    const why = this.#absent.get(id)?.why;
    return why === undefined || why instanceof Error || why.state === 'unknown' ? undefined : why;
  }

  /**
   * Fetches the schemas of these ids, in the order of their messages. `undefined` when there is nothing to fetch.
   * Rejects when the registry cannot be asked for one of them; the others are fetched nevertheless. An unknown or
   * unusable schema is not a failure here.
   */
  resolve(ids: Iterable<number>): Promise<void> | undefined {
    const pending: Promise<void>[] = [];
    let isNext = true;
    for (const id of ids) {
      const asking = this.#resolveOne(id, isNext);
      if (asking !== undefined) pending.push(asking);
      isNext = false;
    }
    return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined);
  }

  #resolveOne(id: number, isNext: boolean): Promise<void> | undefined {
    const running = this.#queue.running(id);
    if (running !== undefined) return running;
    const absence = this.#absent.get(id);
    if (absence !== undefined && this.#isFresh(absence, isNext)) {
      return absence.why instanceof Error ? Promise.reject(absence.why) : undefined;
    }
    if (isSchemaId(id)) return this.#queue.add(id);
    this.#remember(id, { state: 'unknown' });
    return undefined;
  }

  /** The next message to be handled must not fail because of a result from a minute ago. */
  #isFresh({ why, requestedAt, times }: Absence, isNext: boolean): boolean {
    const { firstMs, longestMs } = retentionMs[why instanceof Error ? 'unavailable' : why.state];
    const retainedMs = isNext && !(why instanceof Error) ? firstMs : Math.min(firstMs * 2 ** (times - 1), longestMs);
    return this.#now() - requestedAt < retainedMs;
  }

  async #fetch(id: number): Promise<void> {
    let fetched: FetchedSchema;
    try {
      fetched = await this.#client.fetch(id);
    } catch (thrown) {
      this.#remember(id, thrown instanceof Error ? thrown : new Error(String(thrown)));
      throw thrown;
    }
    if (fetched.state === 'found') {
      this.#absent.delete(id);
      this.#found.set(id, fetched);
    } else {
      this.#remember(id, fetched);
    }
  }

  #remember(id: number, why: Absence['why']): void {
    const before = this.#absent.get(id);
    const isSame = before !== undefined && kindOf(before.why) === kindOf(why);
    // Moves it to the end of the map.
    this.#absent.delete(id);
    this.#absent.set(id, { why, requestedAt: this.#now(), times: isSame ? Math.min(before.times + 1, 16) : 1 });
    const [oldest] = this.#absent.keys();
    if (this.#absent.size > maxAbsent && oldest !== undefined) this.#absent.delete(oldest);
  }
}

function kindOf(why: Absence['why']): string {
  return why instanceof Error ? 'unavailable' : why.state;
}
