/**
 * The ids of an app's consumer groups, as its mapper makes them, each unique. The names of retry topics contain the id, so
 * it may hold only the characters of a topic name.
 */
import { toError } from '../../errors/kfw-error.js';
import { isTopicName } from './topic-name.js';

export type GroupMapper = (group: string, clientId: string) => string;

export const defaultGroupMapper: GroupMapper = (group, clientId) => `${clientId}_${group}`;

interface NamedGroup {
  readonly name: string;
}

/** Ids by the names of the groups. `say` receives what is wrong with one, as a sentence. */
export function groupIds<Group extends NamedGroup>(
  groups: readonly Group[],
  clientId: string,
  mapper: GroupMapper | undefined,
  report: (group: Group, problem: string) => void,
): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const groupOf = new Map<string, string>();
  for (const group of groups) {
    const { name } = group;
    const id = idOf(name, clientId, mapper ?? defaultGroupMapper, (problem) => report(group, problem));
    ids.set(name, id ?? name);
    if (id === undefined) continue;
    const other = groupOf.get(id);
    groupOf.set(id, other ?? name);
    if (other === undefined) continue;
    report(
      group,
      `groupMapper makes "${id}" of it and of "${other}", and they would share the messages. Give each an id of its own.`,
    );
  }
  return ids;
}

/** `undefined` when it is unusable, and `say` has received why. */
function idOf(
  group: string,
  clientId: string,
  mapper: GroupMapper,
  report: (problem: string) => void,
): string | undefined {
  let id: unknown;
  try {
    id = mapper(group, clientId);
  } catch (thrown) {
    report(`groupMapper threw: ${toError(thrown).message}`);
    return undefined;
  }
  if (typeof id !== 'string' || id === '') {
    report(
      `groupMapper returned ${typeof id === 'string' ? 'an empty text' : nameOf(id)}. Return the group's id as text.`,
    );
    return undefined;
  }
  // The default id of a group with a bad name: that name is reported already.
  if (isTopicName(id) || mapper === defaultGroupMapper) return id;
  report(
    `groupMapper returned ${JSON.stringify(id)}. An id may hold up to 249 letters, digits, ".", "_" and "-" only.`,
  );
  return undefined;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return value instanceof Promise ? 'a promise' : `a value of type ${typeof value}`;
}
