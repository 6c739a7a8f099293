/**
 * One figure of a benchmark: kfw's median, each peer's, and kfw's relative to each. Its JSON is what `--json` prints.
 */
import { median } from './median.js';

export type Unit = 'messages/s' | 'ms' | 'bytes';

export interface Row {
  readonly bench: string;
  readonly unit: Unit;
  readonly kfw: number;
  readonly peers: Readonly<Record<string, number>>;
  /** kfw divided by the peer: more is better for messages/s, less is better for ms and bytes. */
  readonly ratio: Readonly<Record<string, number>>;
  /** The value that `ratio` must reach against each peer. */
  readonly goal?: number;
  /** Other measurements and their bounds, in the row's unit unless the name says otherwise. */
  readonly details?: Readonly<Record<string, number>>;
}

export interface RowSamples {
  readonly bench: string;
  readonly unit: Unit;
  readonly kfw: readonly number[];
  /** Samples by the peer's name, in the order that the row lists them. */
  readonly peers: Readonly<Record<string, readonly number[]>>;
}

export function rowOf({ bench, unit, kfw, peers }: RowSamples): Row {
  const own = median(kfw);
  const medians = Object.entries(peers).map(([name, samples]) => [name, median(samples)] as const);
  return {
    bench,
    unit,
    kfw: rounded(own, unit),
    peers: Object.fromEntries(medians.map(([name, value]) => [name, rounded(value, unit)])),
    ratio: Object.fromEntries(medians.map(([name, value]) => [name, Number((own / value).toFixed(3))])),
  };
}

/** As many digits as mean something: whole messages, hundredths of a millisecond. */
function rounded(value: number, unit: Unit): number {
  return unit === 'ms' ? Number(value.toFixed(2)) : Math.round(value);
}
