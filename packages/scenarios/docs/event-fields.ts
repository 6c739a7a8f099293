/**
 * The fields of every event as the compiler sees them: this object does not compile when an event or a field is
 * missing or too many (nothing in it is spread or shared, since the compiler would not look for what is too many
 * there). docs/events.md is held equal to it.
 */
import type { EventName, KfwEvents } from '@kfw/core';

type FieldsOf<Name extends EventName> = { readonly [Field in keyof KfwEvents[Name]]-?: true };

export const eventFields: { readonly [Name in EventName]: FieldsOf<Name> } = {
  'app.initialized': {
    kfwVersion: true,
    nodeVersion: true,
    clientId: true,
    environment: true,
    brokers: true,
    registry: true,
    transport: true,
    backend: true,
    bootFile: true,
    groups: true,
  },
  'connection.retrying': { target: true, addresses: true, setting: true, attempt: true, retryInMs: true, error: true },
  'app.connected': { brokers: true, registry: true },
  'app.running': { groups: true },
  'signal.received': { signal: true },
  'app.quieting': { reason: true },
  'app.inspected': { state: true, joining: true, lanes: true },
  'app.stopping': { reason: true },
  'app.stopFailed': { error: true },
  'app.stopped': { durationMs: true },
  'app.stopForced': { running: true },
  'group.joining': { group: true },
  'group.waiting': { group: true, waitedMs: true, sessionTimeoutMs: true },
  'group.joined': { group: true, memberId: true, generation: true },
  'group.crashed': { group: true, error: true, attempt: true, restartInMs: true },
  'partitions.assigned': { group: true, generation: true, partitions: true },
  'partitions.revoked': { group: true, generation: true, partitions: true },
  'consumer.consumed': {
    group: true,
    topic: true,
    partition: true,
    consumer: true,
    firstOffset: true,
    lastOffset: true,
    messages: true,
    durationMs: true,
  },
  'consumer.failed': {
    group: true,
    topic: true,
    partition: true,
    consumer: true,
    firstOffset: true,
    lastOffset: true,
    offset: true,
    attempt: true,
    retryInMs: true,
    error: true,
  },
  'callback.failed': { group: true, topic: true, partition: true, consumer: true, callback: true, error: true },
  'payloads.unavailable': { group: true, topic: true, partition: true, retryInMs: true, error: true },
  'offsets.committed': { group: true, offsets: true },
  'offsets.commitFailed': { group: true, offsets: true, error: true },
  'responder.responded': { responder: true, topics: true, messages: true, durationMs: true },
  'delivery.retrying': { partitions: true, messages: true, attempt: true, retryInMs: true, error: true },
  'delivery.failed': { topic: true, partition: true, messages: true, error: true },
  'delivery.dropped': { topic: true, messages: true, bufferedMessages: true, bufferedBytes: true },
  'delivery.lost': { topic: true, partition: true, key: true, error: true },
  'listener.failed': { listened: true, error: true },
  'transport.warned': { message: true, detail: true },
  'transport.failed': { message: true, detail: true },
};
