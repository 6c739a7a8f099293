/** Whether a dead-letter topic takes and keeps all that can fail in its source. */
import type { DeadLetterPair, TopicFinding } from './finding.js';
import type { TopicSettings } from './topic-settings.js';

export function checkDeadLetters(
  { topic, source }: DeadLetterPair,
  ofDeadLetters: TopicSettings,
  ofSource: TopicSettings,
): TopicFinding[] {
  const findings: TopicFinding[] = [];
  // A compacted source keeps the last state of a key, which is not a history that its dead letters could be shorter than.
  const keepsHistory = !ofSource.isCompacted || ofSource.retentionMs !== Number.POSITIVE_INFINITY;
  if (keepsHistory && ofDeadLetters.retentionMs < ofSource.retentionMs) {
    findings.push({
      finding: 'deadLetterRetention',
      severity: 'warning',
      topic,
      source,
      retentionMs: ofDeadLetters.retentionMs,
      sourceRetentionMs: Number.isFinite(ofSource.retentionMs) ? ofSource.retentionMs : -1,
    });
  }
  const { maxMessageBytes } = ofDeadLetters;
  if (maxMessageBytes < ofSource.maxMessageBytes) {
    findings.push({
      finding: 'deadLetterMessageSize',
      severity: 'error',
      topic,
      source,
      maxMessageBytes,
      sourceMaxMessageBytes: ofSource.maxMessageBytes,
    });
  }
  if (ofDeadLetters.isCompacted) findings.push({ finding: 'deadLetterCompacted', severity: 'warning', topic, source });
  return findings;
}
