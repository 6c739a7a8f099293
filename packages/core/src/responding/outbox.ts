/**
 * What one call of a responder wants sent. Everything is checked, then everything is encoded, and only then is
 * anything sent: a bad message sends none.
 */
import type { ResponderReport } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import type { OutboundRecord } from '../ports/records.js';
import type { Deliverer, OutgoingMessage } from '../producing/deliverer.js';
import type { ResponderPlan, ResponderTopicPlan } from '../routing/plan.js';

export interface RespondOptions {
  /** The message's key, encoded by the topic's key schema (text by default). */
  key?: string | number | bigint | Buffer | object | null;
  /** What the partition is chosen by, when that is not the key. */
  partitionKey?: string | Buffer;
  /** The partition outright. */
  partition?: number;
  headers?: OutboundRecord['headers'];
  /** When it happened; the time of sending when left out. */
  timestamp?: Date | number;
}

interface Entry {
  readonly topic: ResponderTopicPlan;
  readonly payload: unknown;
  readonly options: RespondOptions;
}

export class Outbox {
  readonly #entries: Entry[] = [];

  constructor(private readonly plan: ResponderPlan) {}

  /** Throws `KFW_RESPONDER_TOPIC_UNDECLARED`. */
  add(name: string, payload: unknown, options: RespondOptions): void {
    const topic = this.plan.topics.get(name);
    if (topic === undefined) {
      const declared = [...this.plan.topics.keys()];
      throw coreError('KFW_RESPONDER_TOPIC_UNDECLARED', { responder: this.plan.name, topic: name, declared });
    }
    this.#entries.push({ topic, payload, options });
  }

  /** Checks, encodes and sends. The report lists, per topic, each payload and where it went. */
  async send(producer: Deliverer): Promise<ResponderReport> {
    this.#check();
    for (const topic of new Set(this.#entries.map((entry) => entry.topic))) {
      await topic.value.prepare();
      await topic.key.prepare();
    }
    const delivered = await producer.deliver(this.#entries.map(encode));
    const report: ResponderReport = {};
    this.#entries.forEach(({ topic, payload }, index) => {
      const to = delivered[index];
      if (to === undefined) return;
      report[topic.topic] = [...(report[topic.topic] ?? []), [payload, to]];
    });
    return report;
  }

  #check(): void {
    const responder = this.plan.name;
    for (const { topic, required, multiple } of this.plan.topics.values()) {
      const uses = this.#entries.filter((entry) => entry.topic.topic === topic).length;
      if (uses === 0 && required) throw coreError('KFW_RESPONDER_TOPIC_UNUSED', { responder, topic });
      if (uses > 1 && !multiple) throw coreError('KFW_RESPONDER_TOPIC_REPEATED', { responder, topic });
    }
  }
}

function encode({ topic, payload, options }: Entry): OutgoingMessage {
  const key = options.key === undefined || options.key === null ? null : topic.key.encode(options.key);
  const chosenBy = options.partitionKey ?? topic.partitionKey?.(payload);
  return {
    topic: topic.topic,
    key,
    value: topic.value.encode(payload),
    headers: options.headers ?? {},
    timestamp: options.timestamp === undefined ? undefined : Number(options.timestamp),
    partition: options.partition,
    partitionKey: typeof chosenBy === 'string' ? Buffer.from(chosenBy) : chosenBy,
  };
}
