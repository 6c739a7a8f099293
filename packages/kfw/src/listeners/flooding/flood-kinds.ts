/**
 * Which events a flood may repeat, and which of them are the same: an event of the same name, place and outcome whose
 * error is of the same class. Events without a kind have a line each, such as those of messages that nothing else
 * records (`delivery.lost`), and those that stop the process.
 */
import { type EventName, errorClass, type KfwEvents } from '@kfw/core';
import { isPowerOfTwo } from '../lines/event-line.js';

/** Parts of a kind. `undefined`: this one has its own line. */
type KindOf<Name extends EventName> = (event: KfwEvents[Name]) => readonly (string | number)[] | undefined;

const repeated: { readonly [Name in EventName]?: KindOf<Name> } = {
  'consumer.failed': (event) =>
    event.outcome === 'stop' ? undefined : [...handlerOf(event), event.outcome, errorClass(event.error)],
  'consumer.returnedLate': (event) => [...handlerOf(event), classOf(event.error)],
  'message.deadLettered': (event) => [...handlerOf(event), event.to, classOf(event.error)],
  'message.retryScheduled': (event) => [...handlerOf(event), event.to, classOf(event.error)],
  'message.stuck': (event) => [...handlerOf(event), event.to, errorClass(event.error)],
  'message.skipped': (event) => [...handlerOf(event), classOf(event.error)],
  'message.postponed': handlerOf,
  'messages.expired': handlerOf,
  'callback.failed': (event) => [...handlerOf(event), event.callback, errorClass(event.error)],
  'takeover.failed': (event) => [event.group, event.topic, event.partition, errorClass(event.error)],
  'schemas.unavailable': (event) => [event.group, event.topic, event.partition, errorClass(event.error)],
  'offsets.commitFailed': (event) => [event.group, errorClass(event.error)],
  'group.crashed': (event) => (event.restartInMs === undefined ? undefined : [event.group, errorClass(event.error)]),
  // Lines of several levels: only those of the same level stand for each other.
  'delivery.retrying': (event) => [
    event.partitions[0]?.topic ?? '',
    errorClass(event.error),
    String(isPowerOfTwo(event.attempt)),
    String(event.attempt > 1),
  ],
  'delivery.failed': (event) => [event.topic, event.partition, errorClass(event.error)],
  'delivery.dropped': (event) => [event.topic],
  'listener.failed': (event) => [event.listened, errorClass(event.error)],
  'transport.warned': (event) => [event.message.slice(0, longestText), String(event.detail.from === undefined)],
  'transport.failed': (event) => [event.message.slice(0, longestText), String(event.detail.from === undefined)],
};

/** Of messages of the Kafka client. */
const longestText = 100;

/** The names of the events that a flood may repeat. */
export const sampledEvents = Object.keys(repeated) as readonly EventName[];

/** The kind of an event, for its name; `undefined` for one that has its own line in any case. */
export function floodKind<Name extends EventName>(name: Name, event: KfwEvents[Name]): string | undefined {
  const kindOf = repeated[name] as KindOf<Name> | undefined;
  return kindOf?.(event)?.join(' ');
}

function handlerOf(at: { group: string; topic: string; partition: number; consumer: string }): (string | number)[] {
  return [at.group, at.topic, at.partition, at.consumer];
}

/** Without an error it was the handler's decision. */
function classOf(error: Error | undefined): string {
  return error === undefined ? 'verdict' : errorClass(error);
}
