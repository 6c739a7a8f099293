/**
 * Sends measurements through a client of hot-shots. Counters are sent as what was added since the last flush, gauges as they are, and each
 * observation of a histogram. The client collects the lines and sends them in datagrams.
 */
import {
  type CollectedInstrument,
  type Instrument,
  instruments,
  type Measurements,
  type SeriesIdentity,
  toError,
} from '@kfw/core';
import type { StatsD } from 'hot-shots';
import { type Address, type AddressOf, addressing, keyOf } from './address.js';
import { PackedObservations } from './packed-observations.js';
import type { StatsdOptions } from './statsd-options.js';

interface Reading {
  readonly address: Address;
  readonly value: number;
}

export class MeasurementSender {
  readonly #addressOf: AddressOf;
  /** What was sent of each counter, by the key of its address. */
  readonly #counted = new Map<string, number>();
  /** The gauges of the last flush. */
  #gauges: ReadonlyMap<string, Reading> = new Map();
  /** `null`: not sent. */
  readonly #observed = new Map<SeriesIdentity, Address | null>();
  readonly #packed = new PackedObservations((address, values) => this.#sendObservations(address, values));
  #client: StatsD | undefined;
  /** Gets what the app's filter or client throws: observations are made while messages are handled, which must not fail with them. */
  #failed: (error: Error) => void = () => {};

  constructor(
    private readonly measurements: Measurements,
    private readonly options: StatsdOptions,
  ) {
    this.#addressOf = addressing(options);
    measurements.onObservation((series, value) => {
      const client = this.#client;
      if (client !== undefined) this.#guard(() => this.#observe(client, series, value));
    });
  }

  get isSending(): boolean {
    return this.#client !== undefined;
  }

  /** Counters continue after what an earlier client has sent. */
  start(client: StatsD, failed: (error: Error) => void): void {
    this.#client = client;
    this.#failed = failed;
  }

  stop(): void {
    this.#client = undefined;
  }

  flush(): void {
    const client = this.#client;
    if (client !== undefined) this.#guard(() => this.#flush(client));
  }

  #flush(client: StatsD): void {
    this.#packed.flush();
    const gauges = new Map<string, Reading>();
    for (const collected of this.measurements.collect({ partitions: this.options.partitions })) {
      const { kind, dotted } = collected.instrument;
      if (kind === 'histogram' || !this.options.filter(dotted)) continue;
      for (const [key, reading] of this.#readingsOf(collected)) {
        if (kind === 'counter') this.#count(client, key, reading);
        else gauges.set(key, reading);
      }
    }
    for (const { address, value } of gauges.values()) client.gauge(address.name, value, 1, address.tags);
    // StatsD repeats the last value of a gauge without end: the lag of a partition that is another process's now would stay.
    for (const [key, { address }] of this.#gauges) {
      if (!gauges.has(key)) client.gauge(address.name, 0, 1, address.tags);
    }
    this.#gauges = gauges;
  }

  /** By address: labels that are left out, or characters that are not sent, make one of several series. */
  #readingsOf({ instrument, series }: CollectedInstrument): ReadonlyMap<string, Reading> {
    const readings = new Map<string, Reading>();
    for (const { labels, value } of series) {
      const address = this.#addressOf(instrument, labels);
      const key = keyOf(address);
      const same = readings.get(key)?.value;
      const one = same === undefined ? value : instrument.merge === 'max' ? Math.max(same, value) : same + value;
      readings.set(key, { address, value: one });
    }
    return readings;
  }

  /** The first flush sends 0 as well, so that a monitor of a counter has data before anything fails. */
  #count(client: StatsD, key: string, { address, value }: Reading): void {
    const before = this.#counted.get(key);
    const added = rounded(value - (before ?? 0));
    if (added === 0 && before !== undefined) return;
    this.#counted.set(key, (before ?? 0) + added);
    client.increment(address.name, added, 1, address.tags);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#failed(toError(thrown));
    }
  }

  #observe(client: StatsD, series: SeriesIdentity, value: number): void {
    let address = this.#observed.get(series);
    if (address === undefined) {
      address = this.#addressOfHistogram(series);
      this.#observed.set(series, address);
    }
    if (address === null) return;
    const { tags, packed, sampleRate } = this.options;
    if (tags === 'none') client.timing(address.name, inMilliseconds(instruments[series.name], value), sampleRate);
    else if (packed && sampleRate === 1) this.#packed.add(address, rounded(value));
    else this.#sendObservations(address, rounded(value));
  }

  #sendObservations({ name, tags }: Address, values: number | string): void {
    const { distributions, sampleRate } = this.options;
    // hot-shots writes the value as it is.
    const value = values as number;
    if (distributions) this.#client?.distribution(name, value, sampleRate, tags);
    else this.#client?.histogram(name, value, sampleRate, tags);
  }

  #addressOfHistogram({ name, labels, partition }: SeriesIdentity): Address | null {
    const instrument = instruments[name];
    if (!this.options.filter(instrument.dotted)) return null;
    const isApart = this.options.partitions && partition !== undefined;
    return this.#addressOf(instrument, isApart ? { ...labels, partition } : labels);
  }
}

/** StatsD without tags has one kind for single values: timers, in milliseconds. Sizes of batches are sent as such. */
function inMilliseconds({ unit }: Instrument, value: number): number {
  return rounded(unit === 's' ? value * 1_000 : value);
}

/** To nanoseconds: the digits after them are errors of floating point, and make lines long. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
