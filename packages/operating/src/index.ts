/**
 * Operating a cluster: functions that take ports and return data. The command line renders them; so can a page. They take
 * predicates, never source text.
 */
export {
  type DeadLetter,
  type LetterError,
  type LetterSource,
  type Place,
  parseDeadLetter,
} from './dead-letters/dead-letter.js';
export { type BacklogAdmin, DeadLetterBacklog } from './dead-letters/dead-letter-backlog.js';
export { deadLetterTopics, type KnownTopics } from './dead-letters/dead-letter-topics.js';
export { type DiscardResult, discardLetters } from './dead-letters/discard-letters.js';
export { HandledOffsets, handledGroup, isHandledGroup } from './dead-letters/handled-offsets.js';
export { countLetters, type LetterCount, LetterTally } from './dead-letters/letter-tally.js';
export type { OffsetRange } from './dead-letters/offset-ranges.js';
export type { Destination, NamedTarget, Replaying, SendResult } from './dead-letters/replay/destination.js';
export { createParking } from './dead-letters/replay/park-letters.js';
export { isParkedTopic, parkedTopic } from './dead-letters/replay/parked-topic.js';
export { type PlannedReplay, planReplay, type ReplayPlan } from './dead-letters/replay/plan-replay.js';
export { type ReplayPace, replayLetters, type Transform } from './dead-letters/replay/replay-letters.js';
export type { ReplayCounts, ReplayFailure, ReplayOutcome } from './dead-letters/replay/replay-tally.js';
export { type Refusal, type ReplayTarget, type TargetTopics, unreadable } from './dead-letters/replay/replay-target.js';
export type { ReplayedMessage } from './dead-letters/replay/replayed-copy.js';
export { type PlacedMessage, type Sender, topicDestination } from './dead-letters/replay/topic-destination.js';
export { replayHeaders } from './dead-letters/replay-headers.js';
export {
  endsOf,
  type FilterFailure,
  type LetterScan,
  type ScannedLetter,
  type ScanProgress,
  scanLetters,
} from './dead-letters/scan-letters.js';
export { type LetterFilter, matchesFilter } from './dead-letters/selection.js';
export { holdSingleRun, type SingleRun } from './dead-letters/single-run.js';
export { operatingError, operatingErrorTable } from './errors.js';
export {
  type CommittedPartition,
  committedOf,
  deleteGroupOffsets,
  type GroupOffsetsAdmin,
} from './groups/delete-group-offsets.js';
export { type DeleteGroupsAdmin, deleteGroups, requireDeletable } from './groups/delete-groups.js';
export { type GroupOffset, type GroupReport, type GroupReports, withOffsets } from './groups/describe-group.js';
export { consumerGroups, type FoundGroups, findGroups, requireGroups } from './groups/find-groups.js';
export { type GroupSummary, type ListGroupsOptions, listGroups } from './groups/group-summary.js';
export { requireEmpty } from './groups/require-empty.js';
export type { PositionsAdmin } from './lag/group-positions.js';
export { idleGroups } from './lag/idle-groups.js';
export { type LagCluster, type LagOptions, type LagReport, lag } from './lag/lag.js';
export { type LagLimits, partitionsOver } from './lag/lag-limits.js';
export { type GroupLag, lagOfGroups, type PartitionLag } from './lag/partition-lag.js';
export type { TopicProblem } from './lag/topic-ranges.js';
export { Pace, type PaceClock } from './pace/pace.js';
export { committedOffsets } from './positions/movable-group.js';
export type {
  CommittedPosition,
  MovePlan,
  MoveRemark,
  MoveRequest,
  MoveTarget,
  PlannedMove,
  TopicSelection,
  UnmovedPartition,
} from './positions/move-plan.js';
export { executeMove, type MoveLookup, planMove } from './positions/plan-move.js';
export type { Position } from './positions/position.js';
export { type OffsetsText, offsetLine, readOffsets } from './positions/read-offsets.js';
export { type SendReport, type SendRequest, sendInOrder } from './producing/send-in-order.js';
export type { FoundSpan, ReadFrom, ReadPlace, ReadRange } from './reading/read-range.js';
export {
  type MessageReaders,
  prepareReaders,
  TopicMessage,
} from './reading/topic-message.js';
export { type ScanCounts, type ScannedMessage, TopicScan, type TopicScanOptions } from './reading/topic-scan.js';
export type { AppliedChange } from './topics/applying/applied-change.js';
export { type AppliedTopics, type ApplyOptions, applyTopics } from './topics/applying/apply-topics.js';
export { type CreatedTopics, type CreatingAdmin, createMissingTopics } from './topics/create-missing-topics.js';
export { type DeclaredTopics, defineTopics, type TopicsDrawing } from './topics/define-topics.js';
export { type DeletedTopics, deleteTopics } from './topics/deleting/delete-topics.js';
export { readersOf, type TopicReaders } from './topics/deleting/topic-readers.js';
export {
  type DeclaredTopic,
  type DesiredTopic,
  desiredTopics,
  type ImpliedTopic,
  type TopicRole,
} from './topics/desired-topic.js';
export { checkTopics, type TopicCheck } from './topics/health/check-topics.js';
export { deadLetterPairs } from './topics/health/dead-letter-pairs.js';
export type { DeadLetterPair, TopicFinding } from './topics/health/finding.js';
export { type InspectedTopic, inspectTopics } from './topics/inspecting/inspect-topics.js';
export { isInternalTopic } from './topics/inspecting/internal-topics.js';
export { listTopics, type TopicListing } from './topics/inspecting/list-topics.js';
export { requireTopics } from './topics/inspecting/require-topics.js';
export { planTopics } from './topics/planning/plan-topics.js';
export type {
  AddPartitions,
  AlterConfigs,
  ConfigDifference,
  CreateTopic,
  TopicChange,
  TopicReport,
  TopicsPlan,
} from './topics/planning/topic-change.js';
export type { TopicConfig } from './topics/topic-config.js';
export type { TopicDeclaration, TopicSettings } from './topics/topic-declaration.js';
