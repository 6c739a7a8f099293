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
export { HandledOffsets, handledGroup } from './dead-letters/handled-offsets.js';
export type { OffsetRange } from './dead-letters/offset-ranges.js';
export { replayHeaders } from './dead-letters/replay-headers.js';
export {
  type FilterFailure,
  type LetterScan,
  type ScannedLetter,
  type ScanProgress,
  scanLetters,
} from './dead-letters/scan-letters.js';
export { type LetterFilter, matchesFilter } from './dead-letters/selection.js';
export { operatingError, operatingErrorTable } from './errors.js';
export type { Position } from './positions/position.js';
export { type DeclaredTopics, defineTopics, type TopicsDrawing } from './topics/define-topics.js';
export {
  type DeclaredTopic,
  type DesiredTopic,
  desiredTopics,
  type ImpliedTopic,
  type TopicRole,
} from './topics/desired-topic.js';
export type { TopicConfig } from './topics/topic-config.js';
export type { TopicDeclaration, TopicSettings } from './topics/topic-declaration.js';
