/** `--only-groups`, `--only-topics`, `--except-groups` and `--except-topics`, from text to names. */
import type { PlanSelection } from '@kfw/core';
import { cliError } from '../errors.js';

export type SelectionOptions = Readonly<Partial<Record<keyof PlanSelection, string>>>;

/** Throws `KFW_OPTION_INVALID` for a list in which a name is missing. */
export function parseSelection(options: SelectionOptions): PlanSelection {
  return {
    onlyGroups: namesOf('--only-groups', options.onlyGroups),
    onlyTopics: namesOf('--only-topics', options.onlyTopics),
    exceptGroups: namesOf('--except-groups', options.exceptGroups),
    exceptTopics: namesOf('--except-topics', options.exceptTopics),
  };
}

function namesOf(option: string, given: string | undefined): readonly string[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',').map((name) => name.trim());
  if (names.includes(''))
    throw cliError('KFW_OPTION_INVALID', { option, expected: 'names, with commas between', given });
  return names;
}
