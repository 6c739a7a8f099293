/**
 * The entry of calls: those for known topics pass at once, the others wait for the info of their topics. Calls for one
 * topic keep their order, so a call for a known topic also waits while an earlier one for it does.
 */
import { isKfwError, toError } from '../../errors/kfw-error.js';
import { backoffMs } from '../../time/backoff.js';
import type { ProducerSettings } from '../producer-options.js';
import type { Call } from './call.js';
import type { ProducerTopic } from './producer-topic.js';
import type { ProducerTopics } from './producer-topics.js';

export interface TopicInfoGateHandlers {
  /** All its topics are known. */
  onReady(call: Call): void;
  onRefused(call: Call, error: Error): void;
  /** The info of its topics will be fetched again. */
  onRetry(call: Call, retry: { readonly attempt: number; readonly retryInMs: number; readonly error: Error }): void;
}

export class TopicInfoGate {
  readonly #waiting = new Set<Call>();

  constructor(
    private readonly topics: ProducerTopics,
    private readonly settings: Pick<ProducerSettings, 'retryMs' | 'maxRetryMs'>,
    private readonly handlers: TopicInfoGateHandlers,
  ) {}

  take(call: Call): void {
    const { messages } = call;
    let previous: string | undefined;
    for (let at = 0; at < messages.length; at += 1) {
      const { topic } = messages[at] as { topic: string };
      if (topic === previous) continue;
      previous = topic;
      if (this.#isReady(this.topics.of(topic))) continue;
      this.#hold(call);
      return;
    }
    this.handlers.onReady(call);
  }

  /** The calls that wait for topic info. */
  get waiting(): readonly Call[] {
    return [...this.#waiting];
  }

  /** Takes out the calls that wait and for which this holds. */
  reject(matches: (call: Call) => boolean): Call[] {
    const rejected = this.waiting.filter(matches);
    for (const call of rejected) this.#waiting.delete(call);
    return rejected;
  }

  #isReady(topic: ProducerTopic): boolean {
    if (topic.lastWaiting !== undefined) return false;
    this.topics.lookUp(topic);
    return topic.isKnown;
  }

  #hold(call: Call): void {
    this.#waiting.add(call);
    const topics = [...new Set(call.messages.map(({ topic }) => topic))].map(this.topics.of);
    const queued = this.#wait(call, topics).then(() => {
      for (const topic of topics) if (topic.lastWaiting === queued) topic.lastWaiting = undefined;
    });
    for (const topic of topics) topic.lastWaiting = queued;
  }

  /** All unknown info is fetched now, not after the earlier calls. */
  async #wait(call: Call, topics: readonly ProducerTopic[]): Promise<void> {
    const earlier = topics.map(({ lastWaiting }) => lastWaiting);
    const refusal = await this.#awaitTopicInfo(call, topics);
    await Promise.all(earlier);
    if (!this.#waiting.delete(call)) return;
    if (refusal === undefined) this.handlers.onReady(call);
    else this.handlers.onRefused(call, refusal);
  }

  /** Fetches until all is known, or one topic is refused; temporary failures are retried. */
  async #awaitTopicInfo(call: Call, topics: readonly ProducerTopic[]): Promise<Error | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const asked = topics.map((topic) => {
        this.topics.lookUp(topic);
        return topic.isKnown ? undefined : topic.asking;
      });
      const results = await Promise.allSettled(asked);
      const refusal = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (refusal === undefined) return undefined;
      const error = toError(refusal.reason);
      if (!isKfwError(error, 'KFW_TOPIC_UNAVAILABLE') || !this.#waiting.has(call)) return error;
      const retryInMs = backoffMs(attempt, { first: this.settings.retryMs, longest: this.settings.maxRetryMs });
      call.lastError = error;
      this.handlers.onRetry(call, { attempt, retryInMs, error });
      await new Promise((resolve) => void setTimeout(resolve, retryInMs));
    }
  }
}
