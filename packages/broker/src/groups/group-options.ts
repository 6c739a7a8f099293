/** What groups can be told, with the defaults of Apache Kafka except where a test would only wait for them. */
export interface GroupOptions {
  /** Shortest session timeout a member may ask for. Default 6000. */
  readonly minSessionTimeoutMs: number;
  /** Longest session timeout a member may ask for. Default 1800000. */
  readonly maxSessionTimeoutMs: number;
  /** How long an empty group waits for more members before its first generation. Default 0 (Apache Kafka: 3000). */
  readonly initialRebalanceDelayMs: number;
  /** How long a member of JoinGroup v0-v3, which cannot send heartbeats before its first answer, may wait for it. */
  readonly newMemberTimeoutMs: number;
  /** Most members of a group, and most member ids given out that have not joined yet. Default 1000. */
  readonly maxSize: number;
  /** Most groups; one more is refused with POLICY_VIOLATION. Default 10000. */
  readonly maxGroups: number;
  /** Longest metadata string of a committed offset, in UTF-16 units as Apache Kafka counts. Default 4096. */
  readonly maxOffsetMetadata: number;
  /** How long offsets are kept after their group became empty. Default 7 days. */
  readonly offsetsRetentionMs: number;
  /** How often expired offsets are looked for. Default 10 minutes. */
  readonly retentionCheckIntervalMs: number;
}

export const defaultGroupOptions: GroupOptions = {
  minSessionTimeoutMs: 6_000,
  maxSessionTimeoutMs: 1_800_000,
  initialRebalanceDelayMs: 0,
  newMemberTimeoutMs: 300_000,
  maxSize: 1_000,
  maxGroups: 10_000,
  maxOffsetMetadata: 4_096,
  offsetsRetentionMs: 7 * 24 * 3_600_000,
  retentionCheckIntervalMs: 600_000,
};
