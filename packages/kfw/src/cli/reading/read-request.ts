/** The options of `kfw topics read`, as given and as checked. */
import type { ReadFrom, ReadPlace, ReadRange } from '@kfw/operating';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { cliError } from '../errors.js';
import { parsePosition } from '../positions/parse-position.js';
import type { FilterOptions } from './message-filter.js';

export interface ReadOptions extends ClusterOptions, FilterOptions {
  readonly from?: string;
  readonly last?: string;
  readonly to?: string;
  /** Lists such as `0,3`. */
  readonly partition?: readonly string[];
  readonly limit?: string;
  readonly follow?: boolean;
  readonly raw?: boolean;
  readonly schemaOf?: string;
}

/** Throws `KFW_OPTION_INVALID` and `KFW_USAGE`. */
export function readRange(options: ReadOptions): ReadRange & { readonly limit: number | undefined } {
  const { from, last, to, partition = [], limit, follow = false } = options;
  conflict(from !== undefined && last !== undefined, '--from', '--last');
  conflict(follow && to !== undefined, '--follow', '--to');
  conflict(options.raw === true && options.json === true, '--raw', '--json');
  const nowMs = Date.now();
  return {
    from: startOf(from, last, nowMs),
    to: to === undefined ? undefined : placeOf('--to', to, nowMs),
    partitions: partition.length === 0 ? undefined : partition.flatMap(partitionsOf),
    follow,
    limit: countOf('--limit', limit),
  };
}

function startOf(from: string | undefined, last: string | undefined, nowMs: number): ReadFrom {
  const count = countOf('--last', last);
  if (count !== undefined) return { kind: 'last', count };
  return from === undefined ? { kind: 'earliest' } : placeOf('--from', from, nowMs);
}

function placeOf(option: string, given: string, nowMs: number): ReadPlace {
  return parsePosition({ option, given, nowMs, shifts: false }) as ReadPlace;
}

function partitionsOf(given: string): number[] {
  const option = '--partition';
  if (/^\d{1,9}(,\d{1,9})*$/.test(given)) return given.split(',').map(Number);
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'partitions, for example 0,3', given });
}

function countOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw cliError('KFW_OPTION_INVALID', { option, expected: 'a number of messages, for example 100', given });
}

function conflict(areGiven: boolean, one: string, other: string): void {
  if (areGiven) throw cliError('KFW_USAGE', { message: `option '${one}' cannot be used with option '${other}'` });
}
