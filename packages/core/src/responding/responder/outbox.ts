/**
 * The outbox of one call of a responder. Everything is checked, then everything is encoded, and only then is anything
 * sent: one invalid message prevents all of them.
 */
import type {
  DeliveredTo,
  ResponderKey,
  ResponderReport,
  RespondOptions,
  TombstoneToOptions,
} from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { ResponderPlan, ResponderTopicPlan } from '../../routing/plan/plan.js';
import { encodeResponderMessage, type ResponderMessage } from './encode-responder-message.js';

export class Outbox {
  readonly #messages: ResponderMessage[] = [];

  constructor(private readonly plan: ResponderPlan) {}

  /** Throws `KFW_RESPONDER_TOPIC_UNDECLARED`. */
  add(topic: string, payload: unknown, options: RespondOptions): void {
    this.#messages.push({ topic: this.#declared(topic), payload, isTombstone: false, options });
  }

  /** Throws `KFW_RESPONDER_TOPIC_UNDECLARED`. */
  addTombstone(topic: string, key: ResponderKey, options: TombstoneToOptions): void {
    this.#messages.push({
      topic: this.#declared(topic),
      payload: null,
      isTombstone: true,
      options: { ...options, key },
    });
  }

  /** All messages as bytes, in order, or an error for the first that is wrong. */
  async encode(propagated: OutgoingMessage['headers']): Promise<OutgoingMessage[]> {
    this.#check();
    return this.encodeUnchecked(propagated);
  }

  /** As `encode`, whatever is declared as required or as single. */
  async encodeUnchecked(propagated: OutgoingMessage['headers']): Promise<OutgoingMessage[]> {
    for (const { topic, isTombstone } of this.#messages) {
      const preparing = [isTombstone ? undefined : topic.value.prepare(), topic.key.prepare()];
      if (preparing.some((each) => each !== undefined)) await Promise.all(preparing);
    }
    return this.#messages.map((message) => encodeResponderMessage(this.plan.name, message, propagated));
  }

  /** Per topic, each payload and where it went; `delivered` is in the order of the messages. */
  report(delivered: readonly DeliveredTo[]): ResponderReport {
    const report: ResponderReport = {};
    this.#messages.forEach(({ topic, payload }, index) => {
      const to = delivered[index];
      if (to === undefined) return;
      const sent = report[topic.topic];
      if (sent === undefined) report[topic.topic] = [[payload, to]];
      else sent.push([payload, to]);
    });
    return report;
  }

  #declared(name: string): ResponderTopicPlan {
    const topic = this.plan.topics.get(name);
    if (topic !== undefined) return topic;
    const declared = [...this.plan.topics.keys()];
    throw coreError('KFW_RESPONDER_TOPIC_UNDECLARED', { responder: this.plan.name, topic: name, declared });
  }

  #check(): void {
    const responder = this.plan.name;
    const uses = new Map<ResponderTopicPlan, number>();
    for (const { topic } of this.#messages) uses.set(topic, (uses.get(topic) ?? 0) + 1);
    for (const declared of this.plan.topics.values()) {
      const { topic, required, multiple } = declared;
      const times = uses.get(declared) ?? 0;
      if (times === 0 && required) throw coreError('KFW_RESPONDER_TOPIC_UNUSED', { responder, topic });
      if (times > 1 && !multiple) throw coreError('KFW_RESPONDER_TOPIC_REPEATED', { responder, topic });
    }
  }
}
