/** The attributes of kfw's spans: those of OpenTelemetry's messaging conventions (1.44), and `kfw.*` where they have none. */
import { isUtf8 } from 'node:buffer';
import type { TracedMessage } from '@kfw/core';
import type { Attributes } from '@opentelemetry/api';

export const attribute = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  group: 'messaging.consumer.group.name',
  clientId: 'messaging.client.id',
  messageCount: 'messaging.batch.message_count',
  offset: 'messaging.kafka.offset',
  key: 'messaging.kafka.message.key',
  tombstone: 'messaging.kafka.message.tombstone',
  errorType: 'error.type',
  consumer: 'kfw.consumer',
  attempt: 'kfw.attempt',
  firstOffset: 'kfw.first_offset',
  lastOffset: 'kfw.last_offset',
  topic: 'kfw.topic',
  reason: 'kfw.reason',
  retryInMs: 'kfw.retry_in_ms',
} as const;

export type Operation = 'send' | 'poll' | 'process' | 'commit';

/** By the conventions: what kind of thing the operation is. */
const operationTypes: Readonly<Record<Operation, string>> = {
  send: 'send',
  poll: 'receive',
  process: 'process',
  commit: 'settle',
};

/** Longer keys are left out: they are data rather than names. */
const longestKeyBytes = 256;

/** What every span has. */
export function operationAttributes(operation: Operation, topic: string, clientId: string | undefined): Attributes {
  return {
    [attribute.system]: 'kafka',
    [attribute.operationName]: operation,
    [attribute.operationType]: operationTypes[operation],
    [attribute.destination]: topic,
    ...(clientId !== undefined && { [attribute.clientId]: clientId }),
  };
}

/** What a span has that is about one message. */
export function messageAttributes(key: Buffer | null, isTombstone: boolean, withKey: boolean): Attributes {
  return {
    ...(isTombstone && { [attribute.tombstone]: true }),
    ...(withKey && key !== null && isShortText(key) && { [attribute.key]: key.toString('utf8') }),
  };
}

/** The position of a consumed message, and which delivery it is when it is not the first. */
export function deliveryAttributes({ partition, offset, attempt }: TracedMessage): Attributes {
  return {
    [attribute.partition]: String(partition),
    [attribute.offset]: offset,
    ...(attempt > 1 && { [attribute.attempt]: attempt }),
  };
}

function isShortText(key: Buffer): boolean {
  return key.length <= longestKeyBytes && key.every((byte) => byte >= 0x20 && byte !== 0x7f) && isUtf8(key);
}
