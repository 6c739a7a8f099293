/**
 * Thins out floods of the same event. The first is written at once. Those that follow within a window are counted, and
 * at its end the last of them is written with the count. While a flood lasts, its windows grow from one second to
 * `intervalMs`; a window without a repetition ends it. So a failure that is retried each few seconds keeps all its
 * lines, and one that comes a thousand times a second has a line each `intervalMs`.
 */

/** The events that a line stands for. */
export interface Repetition {
  /** The number of them, the line's own included. */
  readonly repeated: number;
  /** The time in which they came. */
  readonly repeatedForMs: number;
}

/** Writes the line of an event; without `repetition` it stands for itself alone. */
export type WriteLine = (repetition?: Repetition) => void;

interface Flood {
  windowMs: number;
  startedAt: number;
  held: number;
  last: WriteLine | undefined;
}

/** Those of this process that count something: its end writes the counts. */
const counting = new Set<FloodSampler>();

function flushAll(): void {
  for (const sampler of counting) sampler.flush();
}

const firstWindowMs = 1_000;
/** Beyond so many kinds at a time, all others of an event count as one. */
const mostKinds = 1_000;

export class FloodSampler {
  readonly #floods = new Map<string, Flood>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly intervalMs: number) {}

  /** Calls `write` now or later, or not at all when a later event of its kind stands for it. */
  pass(name: string, kind: string, write: WriteLine): void {
    const now = performance.now();
    const wanted = `${name} ${kind}`;
    const key = this.#floods.has(wanted) || this.#floods.size < mostKinds ? wanted : name;
    this.#endWindow(key, now);
    const flood = this.#floods.get(key);
    if (flood === undefined) {
      const windowMs = Math.min(firstWindowMs, this.intervalMs);
      this.#floods.set(key, { windowMs, startedAt: now, held: 0, last: undefined });
      this.#wait(windowMs);
      write();
    } else {
      flood.held += 1;
      flood.last = write;
    }
  }

  /** Writes what is counted so far, as the process stops. */
  readonly flush = (): void => {
    const now = performance.now();
    const floods = [...this.#floods.values()];
    this.#floods.clear();
    this.#rest();
    for (const flood of floods) writeHeld(flood, now);
  };

  #endWindow(key: string, now: number): void {
    const flood = this.#floods.get(key);
    if (flood === undefined || now < flood.startedAt + flood.windowMs) return;
    const { held } = flood;
    if (held === 0) {
      this.#floods.delete(key);
      return;
    }
    const before = { ...flood };
    if (held > 1) flood.windowMs = Math.min(2 * flood.windowMs, this.intervalMs);
    Object.assign(flood, { startedAt: now, held: 0, last: undefined });
    writeHeld(before, now);
  }

  /** The process may end meanwhile: then its end writes the counts. */
  #wait(ms: number): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(this.#tick, Math.max(1, ms)).unref();
    if (counting.size === 0) process.on('exit', flushAll);
    counting.add(this);
  }

  readonly #tick = (): void => {
    this.#rest();
    const now = performance.now();
    for (const key of [...this.#floods.keys()]) this.#endWindow(key, now);
    const ends = [...this.#floods.values()].map(({ startedAt, windowMs }) => startedAt + windowMs - now);
    if (ends.length > 0) this.#wait(Math.min(...ends));
  };

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    counting.delete(this);
    if (counting.size === 0) process.off('exit', flushAll);
  }
}

function writeHeld({ last, held, startedAt }: Flood, now: number): void {
  if (held > 1) last?.({ repeated: held, repeatedForMs: Math.round(now - startedAt) });
  else last?.();
}
