/** The options `--only-groups`, `--only-topics`, `--except-groups` and `--except-topics`. */
import type { PlanSelection } from '@kfw/core/internal';
import { cliError } from '../errors.js';

export type SelectionOptions = Readonly<Partial<Record<keyof PlanSelection, string>>>;

/** Throws `KFW_OPTION_INVALID` for a list with an empty name. */
export function parseSelection(options: SelectionOptions): PlanSelection {
  return {
    onlyGroups: parseNames('--only-groups', options.onlyGroups),
    onlyTopics: parseNames('--only-topics', options.onlyTopics),
    exceptGroups: parseNames('--except-groups', options.exceptGroups),
    exceptTopics: parseNames('--except-topics', options.exceptTopics),
  };
}

function parseNames(option: string, given: string | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw cliError('KFW_OPTION_INVALID', { option, expected: 'names, with commas between', given });
  return names;
}
