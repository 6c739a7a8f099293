/**
 * The schemas that producers wrote with, by id. A schema that was found is kept. What is not there, is unusable or could
 * not be asked is remembered for a while only, so that neither a batch of many such ids nor many partitions that wait
 * ask the registry without end; then it is asked for again, since the answer may change.
 */
import { FetchQueue } from './fetch-queue.js';
import { isSchemaId } from './requests/api-shapes.js';
import type { FetchedSchema, SchemaRegistry } from './schema-registry.js';

export type KnownSchema = Exclude<FetchedSchema, { state: 'unknown' }>;

type FoundSchema = Extract<FetchedSchema, { state: 'found' }>;

type SchemaSource = Pick<SchemaRegistry, 'fetch'>;

/** An id whose schema is not at hand, and why. */
interface Absence {
  /** An error is that the registry could not be asked. */
  readonly why: Exclude<FetchedSchema, { state: 'found' }> | Error;
  readonly requestedAt: number;
  /** How often in a row it was so. */
  readonly times: number;
}

/** How long an answer is believed: at first, and at most when it stays the same. */
const retentionMs = {
  unknown: { firstMs: 1_000, longestMs: 60_000 },
  unusable: { firstMs: 1_000, longestMs: 60_000 },
  unavailable: { firstMs: 250, longestMs: 2_000 },
} as const;

/** Ids that a hostile producer makes up do not fill the memory. */
const maxAbsent = 10_000;

export class WriterSchemas {
  readonly #found = new Map<number, FoundSchema>();
  /** The oldest first. */
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
   * Has the schemas of these ids, whose messages come in this order, at hand. `undefined` when nothing is to be asked.
   * Rejects when the registry cannot be asked for one of them; the others are asked for all the same. An unknown or
   * unusable schema is no failure here.
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

  /** A message that is the next to be handled is not given up for what was true a minute ago. */
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
    // As the latest of the map.
    this.#absent.delete(id);
    this.#absent.set(id, { why, requestedAt: this.#now(), times: isSame ? Math.min(before.times + 1, 16) : 1 });
    const [oldest] = this.#absent.keys();
    if (this.#absent.size > maxAbsent && oldest !== undefined) this.#absent.delete(oldest);
  }
}

function kindOf(why: Absence['why']): string {
  return why instanceof Error ? 'unavailable' : why.state;
}
