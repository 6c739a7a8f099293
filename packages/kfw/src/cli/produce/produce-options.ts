/** The options of `kfw produce`. */
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { cliError } from '../errors.js';

export interface ProduceOptions extends ClusterOptions {
  /** Standard input without it. */
  readonly file?: string;
  readonly rate?: string;
  readonly dryRun?: boolean;
  readonly keepGoing?: boolean;
  readonly byKey?: boolean;
  readonly fromLine?: string;
}

/** Throws `KFW_OPTION_INVALID`. */
export function firstLine({ fromLine }: ProduceOptions): number {
  if (fromLine === undefined) return 1;
  if (/^[1-9]\d{0,11}$/.test(fromLine)) return Number(fromLine);
  throw cliError('KFW_OPTION_INVALID', {
    option: '--from-line',
    expected: 'the number of a line, counted from 1',
    given: fromLine,
  });
}
