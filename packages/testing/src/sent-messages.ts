/**
 * Records the messages sent in a test instead of sending them. They are checked and encoded as in production, then
 * decoded with the schemas of the responder or of `deliver`, as a consumer will read them. Importing this module
 * makes it the process's producer.
 */

import { headersByName, Monitor, type Schema } from '@kfw/core';
import {
  type DeliveredTo,
  type Deliverer,
  type DeliverOptions,
  entriesToSend,
  failureHeaders,
  type Headers,
  headersAsText,
  type OutgoingMessage,
  PayloadEncoder,
  type ResponderClass,
  type ResponderPlan,
  ResponderRuntime,
  transactionalDeliverer,
  useResponderRuntime,
} from '@kfw/core/internal';
import { testCodecs } from './test-codecs.js';
import { TestDeclarations } from './test-declarations.js';

/** A message that was sent, decoded as its consumers will read it. */
export interface SentMessage<P = unknown> {
  readonly topic: string;
  readonly key: unknown;
  readonly payload: P;
  readonly headers: Headers;
  /** The partition, when it was given outright. */
  readonly partition: number | undefined;
  readonly timestamp: Date | undefined;
}

interface TopicSchemas {
  readonly schema: Schema;
  readonly keySchema: Schema;
}

/** By topic, since a test may send many messages. */
const sent = new Map<string, SentMessage[]>();
/** The number of sent messages, by topic and partition. */
const endOffsets = new Map<string, number>();
/** The schemas of responders, by topic. */
const schemas = new Map<string, TopicSchemas>();
/** The schemas of messages from `deliver` and of messages that a lane forwards. */
const schemasOf = new WeakMap<OutgoingMessage, TopicSchemas>();
/** Calls are recorded one after another, in the order in which they were made. */
let recording: Promise<unknown> = Promise.resolve();
let waitingCount = 0;

export const recorder: Deliverer = {
  deliver(messages) {
    waitingCount += messages.length;
    const recorded = recording
      .then(() => record(messages))
      .finally(() => {
        waitingCount -= messages.length;
      });
    recording = Promise.allSettled([recorded]);
    return recorded;
  },
  async deliverOne(message) {
    const [to] = await recorder.deliver([message]);
    return to as DeliveredTo;
  },
  deliverAsync: async (messages) => {
    await recorder.deliver(messages);
  },
  deliverAtomically: (_transactionalId, messages) => recorder.deliver(messages),
  fence: async () => {},
  async flush() {
    await recording;
  },
  get bufferedCount() {
    return waitingCount;
  },
  buffered: () => [],
};

async function record(messages: readonly OutgoingMessage[]): Promise<DeliveredTo[]> {
  const delivered: DeliveredTo[] = [];
  for (const message of messages) {
    const { topic, partition = 0 } = message;
    const recorded = await decode(message);
    const ofTopic = sent.get(topic);
    if (ofTopic === undefined) sent.set(topic, [recorded]);
    else ofTopic.push(recorded);
    const inPartition = `${topic}[${partition}]`;
    const offset = endOffsets.get(inPartition) ?? 0;
    endOffsets.set(inPartition, offset + 1);
    delivered.push({ topic, partition, offset: String(offset) });
  }
  return delivered;
}

class RecordingEncoder extends PayloadEncoder {
  override encode(topic: string, payload: unknown, options: DeliverOptions<unknown, unknown>, isEntry?: boolean) {
    const encoded = super.encode(topic, payload, options, isEntry);
    const used = this.schemasFor(topic, payload, options);
    const remember = (message: OutgoingMessage): OutgoingMessage => {
      schemasOf.set(message, used);
      return message;
    };
    return encoded instanceof Promise ? encoded.then(remember) : remember(encoded);
  }
}

class RecordingRuntime extends ResponderRuntime {
  override planOf(responder: ResponderClass): ResponderPlan {
    const plan = super.planOf(responder);
    for (const [topic, topicPlan] of plan.topics) schemas.set(topic, topicPlan);
    return plan;
  }
}

/** The schemas that `deliver` uses without one of its own, as in a loaded app. */
export const testDeclarations: TestDeclarations = new TestDeclarations((responder) => testRuntime.planOf(responder));

export const testRuntime = new RecordingRuntime(transactionalDeliverer(recorder), new Monitor(), testCodecs, {
  payloads: new RecordingEncoder(testCodecs, { declared: testDeclarations }),
});
useResponderRuntime(testRuntime);

/** Dead letters and messages of retry topics are decoded by the schemas of their original topic. */
export function readAsTopic(messages: readonly OutgoingMessage[], { schema, keySchema }: TopicSchemas): void {
  for (const message of messages) {
    if (failureHeaders.topic in message.headers) schemasOf.set(message, { schema, keySchema });
  }
}

/** The messages sent to a topic since the test began, in order. */
export function sentMessages<P = unknown>(topic: string): SentMessage<P>[] {
  return [...(sent.get(topic) ?? [])] as SentMessage<P>[];
}

/** Clears the record; called after each test if the test runner has a global `afterEach`. */
export function clearSentMessages(): void {
  sent.clear();
  endOffsets.clear();
}

interface TestGlobals {
  readonly afterEach?: (hook: () => void) => void;
  readonly expect?: { getState?(): { readonly currentTestName?: string } };
}
const { afterEach, expect } = globalThis as TestGlobals;
// In an import during a test it is too late for hooks: jest would fail the test for that.
if (expect?.getState?.().currentTestName === undefined) afterEach?.(clearSentMessages);

async function decode(message: OutgoingMessage): Promise<SentMessage> {
  const { topic, partition, timestamp } = message;
  const known = schemasOf.get(message) ?? schemas.get(topic);
  const read = async (side: 'key' | 'value', schema: Schema | undefined): Promise<unknown> => {
    const bytes = message[side];
    if (bytes === null || schema === undefined) return bytes;
    const reader = testCodecs.reader({ topic, side, schema });
    const { key, value } = message;
    await reader.prepare([{ key, value, offset: 0, timestamp: 0, headers: {}, sizeBytes: bytes.length }]);
    return reader.decode(bytes);
  };
  return {
    topic,
    key: await read('key', known?.keySchema),
    payload: await read('value', known?.schema),
    headers: headersAsText(headersByName(entriesToSend(message))),
    partition,
    timestamp: timestamp === undefined ? undefined : new Date(timestamp),
  };
}
