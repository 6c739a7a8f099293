/** The options of the listener: as they are given, checked, and with defaults. */
import type { StatsD } from 'hot-shots';
import { statsdError } from './statsd-errors.js';

/** Labels that may be left out. The others tell values apart that cannot be summed up. */
export const optionalLabels = ['group', 'topic', 'consumer', 'broker', 'api', 'error'] as const;

export type OptionalLabel = (typeof optionalLabels)[number];

export interface StatsdListenerOptions {
  /** Default: the agent that Datadog's environment variables name, with `tags: 'datadog'`; else 127.0.0.1. */
  readonly host?: string;
  /** Default 8125. */
  readonly port?: number;
  /** The path of a Unix datagram socket, instead of `host` and `port`. Needs the package `unix-dgram`. */
  readonly path?: string;
  /** Put before each name, with a dot: `shop` makes `shop.kfw.consumer.messages`. */
  readonly prefix?: string;
  /**
   * `datadog`: labels are tags, as Datadog's agent reads them. `none`: labels are parts of the name, for StatsD without
   * tags. Default `datadog`.
   */
  readonly tags?: 'datadog' | 'none';
  /** Tags of every metric, such as `{ team: 'billing' }`. Only with tags. */
  readonly globalTags?: Readonly<Record<string, string>>;
  /** Labels that are left out: their values are one. Default: `['broker']`. */
  readonly withoutLabels?: readonly OptionalLabel[];
  /** Whether each partition has values of its own. Default false. */
  readonly partitions?: boolean;
  /**
   * Whether the metric of that name with dots, without the prefix, is sent. Default: all but `kfw.process.start_time`, since a
   * value of Datadog must not be a date.
   */
  readonly filter?: (name: string) => boolean;
  /** How often counters and gauges are sent, in milliseconds. Default 10,000, the interval of StatsD and of Datadog's agent. */
  readonly intervalMs?: number;
  /** Whether histograms are Datadog's distributions; else they are its histograms. Only with tags. Default true. */
  readonly distributions?: boolean;
  /**
   * Whether a line has many observations of a histogram, which Datadog's agent reads since 7.25. Only with tags and without a sample
   * rate. Default true.
   */
  readonly packed?: boolean;
  /** The part of a histogram's observations that is sent, above 0 and up to 1. Default 1. */
  readonly sampleRate?: number;
  /** A client of hot-shots instead of `host`, `port`, `path` and `globalTags`. The app closes it. */
  readonly client?: StatsD;
}

const defaults = {
  prefix: '',
  tags: 'datadog',
  withoutLabels: ['broker'],
  partitions: false,
  filter: (name: string): boolean => name !== 'kfw.process.start_time',
  intervalMs: 10_000,
  distributions: true,
  packed: true,
  sampleRate: 1,
} as const satisfies StatsdListenerOptions;

export type StatsdOptions = StatsdListenerOptions & Required<Pick<StatsdListenerOptions, keyof typeof defaults>>;

/** The longest delay of a timer. */
const maxIntervalMs = 2_147_483_647;

/** Throws `KFW_STATSD_OPTIONS_INVALID` with every mistake. */
export function withDefaults(given: StatsdListenerOptions): StatsdOptions {
  const options: StatsdOptions = { ...defaults, ...defined(given) };
  const mistakes = [...mistakesIn(options, given)];
  if (mistakes.length > 0) throw statsdError('KFW_STATSD_OPTIONS_INVALID', { mistakes });
  return options;
}

function* mistakesIn(options: StatsdOptions, given: StatsdListenerOptions): Generator<string> {
  const { intervalMs, sampleRate, port, tags, withoutLabels } = options;
  if (!(intervalMs > 0 && intervalMs <= maxIntervalMs)) yield `intervalMs must be above 0, and is ${intervalMs}`;
  if (!(sampleRate > 0 && sampleRate <= 1)) yield `sampleRate must be above 0 and at most 1, and is ${sampleRate}`;
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port <= 65_535)) {
    yield `port must be an integer from 1 to 65535, and is ${port}`;
  }
  if (tags !== 'datadog' && tags !== 'none') yield `tags must be 'datadog' or 'none', and is ${String(tags)}`;
  const unknown = withoutLabels.filter((label) => !optionalLabels.includes(label));
  if (unknown.length > 0) yield `withoutLabels can be ${optionalLabels.join(', ')}, and names ${unknown.join(', ')}`;
  if (given.path !== undefined && (given.host !== undefined || given.port !== undefined)) {
    yield 'path is a Unix socket, which has no host or port';
  }
  const ofClient = (['host', 'port', 'path', 'globalTags'] as const).filter((name) => given[name] !== undefined);
  if (given.client !== undefined && ofClient.length > 0) yield `client has its own ${ofClient.join(', ')}`;
  if (tags === 'none' && given.globalTags !== undefined) {
    yield `globalTags need tags: 'datadog'. StatsD without tags has only names: use prefix`;
  }
}

/** `undefined` is as good as left out. */
function defined(given: StatsdListenerOptions): Partial<StatsdListenerOptions> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
