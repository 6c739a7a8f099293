/**
 * The topics that the producer has sent to, with their info. The sink is asked once per turn of the event loop, not per
 * message; while new info is fetched, the old info is used.
 */
import { isKfwError } from '../../errors/kfw-error.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { Sink, TopicInfo } from '../../ports/transport.js';
import type { PartitionQueue } from '../buffer/partition-queue.js';
import type { OutgoingMessage } from '../deliverer.js';
import type { ProducerSettings } from '../producer-options.js';
import type { Tick } from '../sending/tick.js';
import { ProducerTopic } from './producer-topic.js';

/** The pause after a failed refresh of known info. */
const askAgainAfterMs = 1_000;

export class ProducerTopics {
  readonly #topics = new Map<string, ProducerTopic>();

  constructor(
    private readonly sink: Pick<Sink, 'topicInfo' | 'batchOverhead'>,
    private readonly tick: Tick,
    private readonly settings: ProducerSettings,
    private readonly measurements: Measurements,
  ) {}

  readonly of = (name: string): ProducerTopic => {
    const known = this.#topics.get(name);
    if (known !== undefined) return known;
    const topic = new ProducerTopic(name, this.sink.batchOverhead, this.settings, this.measurements);
    this.#topics.set(name, topic);
    return topic;
  };

  /** Counts messages that are given up before a partition has them. */
  countFailed(messages: readonly OutgoingMessage[], error: Error): void {
    for (const [topic, failed] of Map.groupBy(messages, (message) => message.topic)) {
      this.of(topic).meters.failed(failed.length, error);
    }
  }

  /** Every partition that was sent to. */
  *queues(): Generator<PartitionQueue> {
    for (const topic of this.#topics.values()) {
      for (const queue of topic.queues) if (queue !== undefined) yield queue;
    }
  }

  /** Looks the info up, once per turn; sets `topic.asking` when it must be fetched. */
  lookUp(topic: ProducerTopic): void {
    if (topic.lookedUpIn === this.tick.count && topic.isKnown) return;
    topic.lookedUpIn = this.tick.count;
    if (topic.asking !== undefined || (topic.isKnown && this.tick.now < topic.askAgainAt)) return;
    const info = this.sink.topicInfo(topic.name);
    if ('then' in info) this.#awaitInfo(topic, info);
    else topic.setInfo(info);
  }

  #awaitInfo(topic: ProducerTopic, asked: Promise<TopicInfo>): void {
    topic.asking = asked.then(
      (info) => {
        topic.asking = undefined;
        topic.setInfo(info);
        return info;
      },
      (thrown) => {
        topic.asking = undefined;
        topic.isGone = isKfwError(thrown, 'KFW_TOPIC_UNKNOWN');
        topic.askAgainAt = performance.now() + askAgainAfterMs;
        throw thrown;
      },
    );
    // Calls that need the info are refused with the failure; the others use the old info, and sending reports errors.
    void Promise.allSettled([topic.asking]);
  }
}
