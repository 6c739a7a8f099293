/** The encoding of one responder message: key and value by the topic's schemas, with given, propagated and own headers. */
import type { RespondOptions } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import { asBuffer, partitionKeyBytes } from '../../payloads/as-buffer.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { ResponderTopicPlan } from '../../routing/plan/plan.js';
import { checkHeaders, checkPartitioning, timestampOf } from '../message/check-delivery.js';
import { newEventId } from '../message/event-id.js';
import { eventIdHeader } from '../message/propagated-headers.js';

/** A message in the outbox of a responder. */
export interface ResponderMessage {
  readonly topic: ResponderTopicPlan;
  readonly payload: unknown;
  /** Sent without a value; `payload` is then `null`. */
  readonly isTombstone: boolean;
  readonly options: RespondOptions;
}

/** Throws `KFW_ENCODE_FAILED`, `KFW_DELIVERY_INVALID`, `KFW_TOMBSTONE_KEYLESS` and `KFW_TOMBSTONE_UNPLACED`. */
export function encodeResponderMessage(
  responder: string,
  { topic, payload, isTombstone, options }: ResponderMessage,
  propagated: OutgoingMessage['headers'],
): OutgoingMessage {
  const { partition } = options;
  checkPartitioning(topic.topic, partition, options.partitionKey);
  checkHeaders(topic.topic, options.headers);
  const timestamp = timestampOf(topic.topic, options.timestamp);
  const key = options.key === undefined || options.key === null ? null : topic.key.encode(asBuffer(options.key));
  if (isTombstone && key === null) throw coreError('KFW_TOMBSTONE_KEYLESS', { responder, topic: topic.topic });
  const chosenBy = options.partitionKey ?? (isTombstone ? undefined : topic.partitionKey?.(payload));
  checkPartitioning(topic.topic, undefined, chosenBy);
  if (isTombstone && topic.partitionKey !== undefined && chosenBy === undefined && partition === undefined) {
    throw coreError('KFW_TOMBSTONE_UNPLACED', { responder, topic: topic.topic });
  }
  return {
    topic: topic.topic,
    key,
    value: isTombstone ? null : topic.value.encode(payload),
    headers: headersOf(topic, options.headers, propagated),
    timestamp,
    partition,
    partitionKey: partitionKeyBytes(chosenBy),
    headerEntries: undefined,
    trace: undefined,
  };
}

/** Given headers override propagated ones. The message keeps its event id in every retry. */
function headersOf(
  { eventId }: ResponderTopicPlan,
  given: OutgoingMessage['headers'] | undefined,
  propagated: OutgoingMessage['headers'],
): OutgoingMessage['headers'] {
  const headers = { ...propagated, ...given };
  if (eventId && !Object.hasOwn(headers, eventIdHeader)) headers[eventIdHeader] = newEventId();
  return headers;
}
