/** The lines about handlers and the partitions that they work on. */
import type { KfwEvents } from '@kfw/core';
import { type ErrorLines, isPowerOfTwo, type LinesOf, line, retrying } from './event-line.js';
import { formatCount, formatDuration, formatPartition, roundedMs } from './format-values.js';
import { consumerStalled } from './stall-sentences.js';

type ConsumerEvent = `consumer.${string}` | `partition.${string}` | 'callback.failed' | 'schemas.unavailable';

export function consumerLines({ errorField, describe, failed }: ErrorLines): LinesOf<ConsumerEvent> {
  return {
    'consumer.consumed': (event) =>
      line(
        'info',
        {
          ...handlerFields(event, event.lastOffset),
          messages: event.messages,
          durationMs: roundedMs(event.durationMs),
        },
        `${event.consumer} consumed ${formatCount(event.messages, 'message')} from ${formatPartition(event)} in ${formatDuration(event.durationMs)}`,
      ),
    'consumer.failed': (event) => {
      const { attempt, outcome, retryInMs } = event;
      const { error, summary } = describe(event.error);
      const next = retryInMs === undefined ? `, ${afterFailure[outcome]}` : retrying(retryInMs);
      return line(
        'error',
        { ...handlerFields(event, event.offset), attempt, outcome, retryInMs, error },
        `${event.consumer} failed at offset ${event.offset} of ${formatPartition(event)}, attempt ${attempt}${next}: ${summary}`,
      );
    },
    'partition.waiting': (event) => {
      const { error, summary } = describe(event.error);
      const since = event.failures === 1 ? '' : ` since ${event.since.toISOString()}, ${event.failures} tries`;
      return line(
        isPowerOfTwo(event.failures) ? 'warn' : 'debug',
        { ...event, error },
        `${event.consumer} is waiting for something that is down, at offset ${event.offset} of ${formatPartition(event)}${since}${retrying(event.retryInMs)}: ${summary}`,
      );
    },
    'partition.recovered': (event) =>
      line(
        'info',
        event,
        `${event.consumer} continues with ${formatPartition(event)} after waiting ${formatDuration(event.waitedMs)} for something that was down`,
      ),
    'consumer.stalled': (event) => line('error', event, consumerStalled(event)),
    'consumer.returnedLate': ({ error: given, ...event }) => {
      const how = given === undefined ? '' : ` with ${describe(given).summary}`;
      return line(
        'warn',
        { ...event, ...errorField(given) },
        `${event.consumer} returned${how} after it was abandoned, at ${formatPartition(event)}, offset ${event.firstOffset}`,
      );
    },
    'callback.failed': (event) =>
      failed('error', event, `${event.callback} of ${event.consumer} failed on ${formatPartition(event)}`),
    'schemas.unavailable': (event) =>
      failed('warn', event, `no schemas for ${formatPartition(event)}`, retrying(event.retryInMs)),
  };
}

/** What happens to a failed message that is not retried in place. */
const afterFailure: Readonly<Record<KfwEvents['consumer.failed']['outcome'], string>> = {
  retry: 'to be retried',
  deadLetter: 'and goes to the dead-letter topic',
  move: 'and goes to a retry topic',
  skip: 'and is skipped',
  stop: 'and stops the app',
};

/** The first fields of every line about a handler. */
function handlerFields(event: KfwEvents['consumer.consumed'] | KfwEvents['consumer.failed'], offset: number): object {
  const { group, topic, partition, consumer, firstOffset, lastOffset } = event;
  return { group, topic, partition, offset, consumer, firstOffset, lastOffset };
}
