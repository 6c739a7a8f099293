/** The options of `kfw dlq replay`, as given and as checked. */
import { parseDelay } from '@kfw/core';
import type { ReplayTarget } from '@kfw/operating';
import type { ClusterOptions } from '../../cluster/cluster-options.js';
import { cliError } from '../../errors.js';
import { parseRate } from '../../rate-option.js';
import type { FilterOptions } from '../filter-options.js';

export interface ReplayOptions extends ClusterOptions, FilterOptions {
  readonly execute?: boolean;
  readonly to?: string;
  readonly toConsumer?: boolean;
  readonly rate?: string;
  readonly maxReplays?: string;
  readonly transform?: string;
  readonly keepGoing?: boolean;
}

export interface ReplaySettings {
  readonly execute: boolean;
  /** `consumer`: that of each letter's route, in this process. A topic is named as it was given. */
  readonly target: ReplayTarget | { readonly kind: 'consumer' };
  /** Messages per second. */
  readonly rate: number | undefined;
  readonly maxReplays: number;
  readonly keepGoing: boolean;
}

export const defaultMaxReplays = 3;

/** Throws `KFW_OPTION_INVALID` and `KFW_USAGE`. */
export function parseSettings(options: ReplayOptions): ReplaySettings {
  const { execute = false, keepGoing = false } = options;
  return {
    execute,
    keepGoing,
    target: parseTarget(options),
    rate: parseRate('--rate', options.rate),
    maxReplays: parseMaxReplays(options.maxReplays),
  };
}

function parseTarget({ to, toConsumer }: ReplayOptions): ReplaySettings['target'] {
  if (toConsumer) {
    if (to === undefined) return { kind: 'consumer' };
    throw cliError('KFW_USAGE', { message: '--to and --to-consumer exclude each other: letters go to one place.' });
  }
  if (to === undefined || to === 'source') return { kind: 'source' };
  const [, delay] = /^retry:(.*)$/.exec(to) ?? [];
  if (delay === undefined) return { kind: 'topic', topic: to };
  if (parseDelay(delay) !== undefined) return { kind: 'retry', delay };
  const expected = 'source, a topic, or retry: and the delay of a retry topic, such as retry:10s';
  throw cliError('KFW_OPTION_INVALID', { option: '--to', expected, given: to });
}

function parseMaxReplays(given: string | undefined): number {
  if (given === undefined) return defaultMaxReplays;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw cliError('KFW_OPTION_INVALID', { option: '--max-replays', expected: 'a whole number of at least 1', given });
}
