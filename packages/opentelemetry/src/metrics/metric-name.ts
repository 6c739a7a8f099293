/**
 * The names of measurements in OpenTelemetry. They follow the semantic conventions of messaging (1.44, in development) where those have a name for the
 * same figure, and are kfw's names with dots elsewhere. `messaging.client.sent.messages` has the messages that were acknowledged: those that were
 * refused before they were sent are in `kfw.producer.failures`, and must not be in it.
 */
import { type InstrumentName, instruments } from '@kfw/core';
import type { Attributes } from '@opentelemetry/api';

interface Convention {
  readonly name: string;
  /** The attributes that say which operation is meant. */
  readonly attributes: Attributes;
}

const operation = (name: string, type?: string): Attributes => ({
  'messaging.operation.name': name,
  ...(type !== undefined && { 'messaging.operation.type': type }),
});

/** The type is an attribute of the duration of operations alone. */
const conventions: { readonly [Name in InstrumentName]?: Convention } = {
  kfw_consumer_messages_total: { name: 'messaging.client.consumed.messages', attributes: operation('process') },
  kfw_consumer_handler_seconds: { name: 'messaging.process.duration', attributes: operation('process') },
  kfw_commit_seconds: { name: 'messaging.client.operation.duration', attributes: operation('commit', 'settle') },
  kfw_producer_messages_total: { name: 'messaging.client.sent.messages', attributes: operation('send') },
  kfw_delivery_seconds: { name: 'messaging.client.operation.duration', attributes: operation('send', 'send') },
};

/** The name of a measurement in OpenTelemetry. */
export function metricName(name: InstrumentName): string {
  return conventions[name]?.name ?? instruments[name].dotted;
}

/** Those that every series of it has. */
export function fixedAttributes(name: InstrumentName): Attributes {
  const convention = conventions[name];
  return convention === undefined ? {} : { 'messaging.system': 'kafka', ...convention.attributes };
}
