/** Labels as attributes: by the semantic conventions where they have one, else `kfw.` and the label. */
import type { InstrumentName } from '@kfw/core';
import type { Attributes } from '@opentelemetry/api';
import { fixedAttributes } from './metric-name.js';

const conventions: Readonly<Record<string, string>> = {
  group: 'messaging.consumer.group.name',
  topic: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  error: 'error.type',
};

/** The attribute of a label in OpenTelemetry: `messaging.destination.name` of `topic`. */
export function attributeName(label: string): string {
  return conventions[label] ?? `kfw.${label}`;
}

export function metricAttributes(name: InstrumentName, labels: Readonly<Record<string, string>>): Attributes {
  const attributes = fixedAttributes(name);
  for (const [label, value] of Object.entries(labels)) {
    // The conventions have a word for it.
    attributes[attributeName(label)] = label === 'error' && value === 'other' ? '_OTHER' : value;
  }
  return attributes;
}
