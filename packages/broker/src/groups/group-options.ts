/**
 * The options of consumer groups: named after Apache Kafka's settings, with its defaults except where a test would only
 * wait.
 */
export interface GroupOptions {
  /** Shortest session timeout a member may ask for. Default 6000. */
  readonly groupMinSessionTimeoutMs: number;
  /** Longest session timeout a member may ask for. Default 1800000. */
  readonly groupMaxSessionTimeoutMs: number;
  /** How long an empty group waits for more members before its first generation. Default 0 (Apache Kafka: 3000). */
  readonly groupInitialRebalanceDelayMs: number;
  /** How long a member of JoinGroup v0–v3, which cannot heartbeat before its first response, may wait for it. */
  readonly groupNewMemberTimeoutMs: number;
  /** Most members of a group, and most assigned member ids that have not joined yet. Default 1000. */
  readonly groupMaxSize: number;
  /** Most groups; one more is rejected with POLICY_VIOLATION. Default 10000. */
  readonly maxGroups: number;
  /** Longest metadata string of a committed offset, in UTF-16 units as Apache Kafka counts. Default 4096. */
  readonly offsetMetadataMaxLength: number;
  /** How long offsets are kept after their group became empty. Default 7 days. */
  readonly offsetsRetentionMs: number;
  /** How often expired offsets are looked for. Default 10 minutes. */
  readonly offsetsRetentionCheckIntervalMs: number;
}

export const defaultGroupOptions: GroupOptions = {
  groupMinSessionTimeoutMs: 6_000,
  groupMaxSessionTimeoutMs: 1_800_000,
  groupInitialRebalanceDelayMs: 0,
  groupNewMemberTimeoutMs: 300_000,
  groupMaxSize: 1_000,
  maxGroups: 10_000,
  offsetMetadataMaxLength: 4_096,
  offsetsRetentionMs: 7 * 24 * 3_600_000,
  offsetsRetentionCheckIntervalMs: 600_000,
};

/** Picks the group options out of the options of a broker; missing ones have their defaults. */
export function groupOptions(given: Partial<GroupOptions>): GroupOptions {
  const entries = Object.entries(defaultGroupOptions).map(([name, value]) => [
    name,
    given[name as keyof GroupOptions] ?? value,
  ]);
  return Object.fromEntries(entries);
}
