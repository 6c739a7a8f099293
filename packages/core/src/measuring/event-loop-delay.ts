/**
 * The delay of this process's event loop over the last seconds: of two histograms that begin 5 s apart, the older is read, so that a
 * reading covers 5 to 10 s. Sampling takes about a quarter of a percent of a core, and begins with the first reading.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

type IntervalHistogram = ReturnType<typeof monitorEventLoopDelay>;

/** In seconds. */
export interface EventLoopDelay {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
}

/** How often a timer samples. What is recorded is the time from one sample to the next, so that it is part of every value. */
const resolutionMs = 20;
const shiftMs = 5_000;

class DelayWindow {
  #older: IntervalHistogram | undefined;
  #newer: IntervalHistogram | undefined;

  /** 0 before the first sample. */
  read(): EventLoopDelay {
    if (this.#older === undefined) this.#start();
    const { median, p99, max } = delaysOf(this.#older);
    return { median, p99, max };
  }

  #start(): void {
    this.#older = enabled();
    this.#newer = enabled();
    setInterval(() => this.#shift(), shiftMs).unref();
  }

  #shift(): void {
    const emptied = this.#older;
    this.#older = this.#newer;
    this.#newer = emptied;
    emptied?.reset();
  }
}

function enabled(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return histogram;
}

function delaysOf(histogram: IntervalHistogram | undefined): EventLoopDelay {
  if (histogram === undefined || histogram.max === 0) return { median: 0, p99: 0, max: 0 };
  const seconds = (recordedNs: number) =>
    Math.max(0, Math.round(recordedNs / 1_000 - resolutionMs * 1_000)) / 1_000_000;
  return {
    median: seconds(histogram.percentile(50)),
    p99: seconds(histogram.percentile(99)),
    max: seconds(histogram.max),
  };
}

const window = new DelayWindow();

/** The delay over the last 5 to 10 s. */
export function eventLoopDelay(): EventLoopDelay {
  return window.read();
}
