/**
 * Where messages go in a test: nowhere. They are checked and encoded as in production, kept as bytes, and decoded with
 * the responder's schemas for whoever asks. Importing this module makes it the process's producer.
 */
import {
  type DeliveredTo,
  type Deliverer,
  type Headers,
  type OutgoingMessage,
  type ResponderClass,
  type ResponderPlan,
  ResponderRuntime,
  type Schema,
  useResponderRuntime,
} from '@kfw/core';
import { testCodecs } from './test-codecs.js';
import { testMonitor } from './test-monitor.js';

/** A message that a responder sent, decoded as its consumers will read it. */
export interface SentMessage<P = unknown> {
  readonly topic: string;
  readonly key: unknown;
  readonly payload: P;
  readonly headers: Headers;
  /** The partition, when the responder chose one outright. */
  readonly partition: number | undefined;
  readonly timestamp: Date | undefined;
}

interface TopicSchemas {
  readonly schema: Schema;
  readonly keySchema: Schema;
}

const sent: OutgoingMessage[] = [];
const schemas = new Map<string, TopicSchemas>();

const recorder: Deliverer = {
  async deliver(messages): Promise<DeliveredTo[]> {
    return messages.map((message) => {
      const earlier = sent.filter(({ topic }) => topic === message.topic).length;
      sent.push(message);
      return { topic: message.topic, partition: message.partition ?? 0, offset: String(earlier) };
    });
  },
};

class RecordingRuntime extends ResponderRuntime {
  override planOf(responder: ResponderClass): ResponderPlan {
    const plan = super.planOf(responder);
    for (const [topic, topicPlan] of plan.topics) schemas.set(topic, topicPlan);
    return plan;
  }
}

export const testRuntime = new RecordingRuntime(recorder, testMonitor, testCodecs);
useResponderRuntime(testRuntime);

/** What was sent to a topic since the test began, in order. */
export function sentMessages<P = unknown>(topic: string): SentMessage<P>[] {
  return sent.filter((message) => message.topic === topic).map((message) => decoded(message) as SentMessage<P>);
}

/** Forgets what was sent; runs after each test by itself where the test runner has a global `afterEach`. */
export function clearSentMessages(): void {
  sent.length = 0;
}

const { afterEach } = globalThis as { afterEach?: (hook: () => void) => void };
afterEach?.(clearSentMessages);

function decoded({ topic, key, value, headers, partition, timestamp }: OutgoingMessage): SentMessage {
  const known = schemas.get(topic);
  const read = (side: 'key' | 'value', bytes: Buffer | null): unknown => {
    const schema = side === 'key' ? known?.keySchema : known?.schema;
    return bytes === null || schema === undefined ? bytes : testCodecs.reader({ topic, side, schema }).decode(bytes);
  };
  return {
    topic,
    key: read('key', key),
    payload: read('value', value),
    headers: asText(headers),
    partition,
    timestamp: timestamp === undefined ? undefined : new Date(timestamp),
  };
}

function asText(headers: OutgoingMessage['headers']): Headers {
  const text = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'string' || Buffer.isBuffer(value) ? value.toString() : value.map((each) => each.toString()),
  ]);
  return Object.fromEntries(text) as Headers;
}
