/** The lines about sending: responders, deliveries and lost messages. */
import { isUtf8 } from 'node:buffer';
import { type ErrorLines, isPowerOfTwo, type LinesOf, line, timed } from './event-line.js';
import { formatCount, formatDuration, formatPartition } from './format-values.js';

type DeliveryEvent = `responder.${string}` | `delivery.${string}`;

export function deliveryLines({ failed }: ErrorLines): LinesOf<DeliveryEvent> {
  return {
    'responder.responded': (event) =>
      line(
        'info',
        timed(event),
        `${event.responder} sent ${formatCount(event.messages, 'message')} to ${event.topics.join(', ')} in ${formatDuration(event.durationMs)}`,
      ),
    'delivery.retrying': (event) =>
      failed(
        retryLevel(event.attempt),
        event,
        `could not deliver ${formatCount(event.messages, 'message')} to ${event.partitions.map(partitionOrTopic).join(', ')}, trying again in ${formatDuration(event.retryInMs)}`,
      ),
    'delivery.failed': (event) =>
      failed(
        'error',
        event,
        `could not deliver ${formatCount(event.messages, 'message')} to ${formatPartition(event)}`,
      ),
    'delivery.undeclared': ({ isAppLoaded, ...event }) => {
      const advice = isAppLoaded ? '' : ', or load the app that declares it: await loadApp()';
      return line(
        'warn',
        event,
        `${event.topic} has a schema in the registry (${event.subject}), but deliver sends ${event.format} there: pass it the schema${advice}`,
      );
    },
    'delivery.dropped': (event) =>
      line(
        'error',
        event,
        `dropped ${formatCount(event.messages, 'message')} for ${event.topic}: the buffer is full, with ${formatCount(event.bufferedMessages, 'message')} of ${formatCount(event.bufferedBytes, 'byte')}`,
      ),
    'delivery.lost': (event) => {
      const { topic, partition } = event;
      const key = shownKey(event.key);
      const where = partition === undefined ? topic : formatPartition({ topic, partition });
      const named = 'keyBase64' in key ? `key ${key.keyBase64} (base64)` : `key ${JSON.stringify(key.key)}`;
      const reason = event.error.message;
      return line('error', { topic, partition, ...key, reason }, `not delivered to ${where}, ${named}: ${reason}`);
    },
  };
}

/** A key as text if it is text, otherwise as base64. */
function shownKey(key: Buffer | null): { key: string | null } | { keyBase64: string } {
  if (key === null) return { key: null };
  return isUtf8(key) ? { key: key.toString() } : { keyBase64: key.toString('base64') };
}

/** A new topic, or one whose leader has moved, fails once; of a long outage each doubling is a warning. */
function retryLevel(attempt: number): 'debug' | 'warn' {
  return attempt > 1 && isPowerOfTwo(attempt) ? 'warn' : 'debug';
}

function partitionOrTopic(at: { readonly topic: string; readonly partition: number }): string {
  return at.partition < 0 ? at.topic : formatPartition(at);
}
