/** Consumer groups by name: described, or reported as unknown with the nearest name. */
import type { Admin, GroupDescription } from '@kfw/core';
import { operatingError } from '../errors.js';
import { similarGroup } from './similar-group.js';

export interface FoundGroups {
  /** In the order of their names as given; one with two names once. */
  readonly groups: readonly GroupDescription[];
  /** Names that the cluster does not have. */
  readonly missing: readonly string[];
}

/** One request per coordinator. A group that does not exist is described as `Dead` by the cluster. */
export async function findGroups(admin: Pick<Admin, 'describeGroups'>, names: readonly string[]): Promise<FoundGroups> {
  // A group of an app has two names.
  const named = new Map((await admin.describeGroups([...new Set(names)])).map((each) => [each.group, each]));
  const described = [...named.values()];
  const groups = described.filter(({ state }) => state !== 'Dead');
  const missing = described.filter(({ state }) => state === 'Dead').map(({ group }) => group);
  return { groups, missing };
}

/**
 * As `findGroups`. Throws `KFW_GROUP_NOT_FOUND` for the first that does not exist; it suggests groups of the cluster, and
 * other names for them.
 */
export async function requireGroups(
  admin: Pick<Admin, 'describeGroups' | 'listGroups'>,
  names: readonly string[],
  otherNames: Iterable<string> = [],
): Promise<readonly GroupDescription[]> {
  const { groups, missing } = await findGroups(admin, names);
  const [first] = missing;
  if (first === undefined) return groups;
  const known = (await admin.listGroups()).map(({ group }) => group);
  const meant = similarGroup(first, [...known, ...otherNames]);
  throw operatingError('KFW_GROUP_NOT_FOUND', { group: first, meant });
}

/** Kafka's protocol types of groups that commit offsets: consumers, and programs that commit without ever joining. */
const consumerProtocols: ReadonlySet<string> = new Set(['consumer', '']);

/** Every group of consumers, sorted by name. The workers of Kafka Connect, among others, form groups of another kind. */
export async function consumerGroups(
  admin: Pick<Admin, 'describeGroups' | 'listGroups'>,
): Promise<readonly GroupDescription[]> {
  const listed = await admin.listGroups();
  const names = listed.filter(({ protocolType }) => consumerProtocols.has(protocolType)).map(({ group }) => group);
  // One that has been deleted in between does not exist.
  return names.length === 0 ? [] : (await findGroups(admin, names)).groups;
}
