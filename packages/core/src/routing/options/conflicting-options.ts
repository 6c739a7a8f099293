/** Options of one topic that conflict: each mistake is a sentence that says which to keep. */
import type { ScalarOptions, TopicOptions } from './topic-options.js';

/** `options` include the defaults; `routeOptions` are those of the route itself. */
export function conflictingOptions(
  options: TopicOptions & ScalarOptions,
  routeOptions: TopicOptions,
  name: string | RegExp,
): string[] {
  const mistakes: string[] = [];
  const { transactional, manualOffsets, orderedBy, deadLetter, errors, retryTopics, delayMs, maxAgeMs } = options;
  const isForever = options.maxRetries === 'forever';
  const inOrder = orderedBy === 'partition';
  if (transactional && manualOffsets) {
    mistakes.push(
      'it has both transactional and manualOffsets. A transaction commits finished messages by itself: keep one.',
    );
  }
  if (transactional && !inOrder) {
    mistakes.push(
      "it has both transactional and orderedBy. A transaction commits a partition's messages in order: keep one.",
    );
  }
  if (manualOffsets && !inOrder) {
    mistakes.push(
      'it has both manualOffsets and orderedBy. Leave manualOffsets out: offsets are committed up to the first unfinished message.',
    );
  }
  if (inOrder && routeOptions.maxConcurrentCalls !== undefined && routeOptions.maxConcurrentCalls > 1) {
    mistakes.push(
      "maxConcurrentCalls does nothing while a partition is handled in order. Add orderedBy: 'key', or remove it.",
    );
  }
  if (typeof deadLetter === 'string' && routeOptions.onExhausted !== undefined) {
    mistakes.push(
      `it has both onExhausted and the dead-letter topic "${deadLetter}", where all goes that is exhausted. Keep one: say deadLetter: false, or leave onExhausted out.`,
    );
  }
  if (isForever && retryTopics.length > 0) {
    mistakes.push("it has both retryTopics and maxRetries: 'forever', with which no message moves on. Keep one.");
  }
  if (isForever && routeOptions.onExhausted !== undefined) {
    mistakes.push("it has both onExhausted and maxRetries: 'forever', which nothing exhausts. Keep one.");
  }
  if (typeof deadLetter !== 'string' && routeOptions.errors !== undefined && errors?.deadLetter?.length) {
    mistakes.push("errors.deadLetter needs a dead-letter topic. Add deadLetter: 'dead-letters', or move them to skip.");
  }
  if (typeof deadLetter === 'string' && deadLetter === name) {
    mistakes.push(
      'it is its own dead-letter topic, and its messages would be dead-lettered without end. Say deadLetter: false, or name another.',
    );
  }
  if (maxAgeMs > 0 && delayMs >= maxAgeMs) {
    mistakes.push(
      'a message that is as old as delayMs wants is too old for maxAgeMs. Raise maxAgeMs, or lower delayMs.',
    );
  }
  if (retryTopics.length > 0 && typeof name !== 'string') {
    mistakes.push('retryTopics needs a topic by its name. Draw the topics of the pattern by name, or leave it out.');
  }
  return mistakes;
}
