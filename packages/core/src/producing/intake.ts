/**
 * Where calls begin: those for topics that are known go on at once, the others when the cluster has told. Calls for one
 * topic keep their order, so a call for a known topic waits, too, while an earlier one for it does.
 */
import { isKfwError, toError } from '../errors/kfw-error.js';
import { retryPauseMs } from './after-failure.js';
import type { Call } from './call.js';
import type { ProducerSettings } from './producer-options.js';
import type { ProducerTopic } from './producer-topic.js';
import type { ProducerTopics } from './producer-topics.js';

export interface IntakeHandlers {
  /** All its topics are known. */
  enter(call: Call): void;
  refuse(call: Call, error: Error): void;
  /** Its topics will be asked for again. */
  retrying(call: Call, retry: { readonly attempt: number; readonly retryInMs: number; readonly error: Error }): void;
}

export class Intake {
  readonly #waiting = new Set<Call>();

  constructor(
    private readonly topics: ProducerTopics,
    private readonly settings: Pick<ProducerSettings, 'retryMs' | 'maxRetryMs'>,
    private readonly then: IntakeHandlers,
  ) {}

  take(call: Call): void {
    const { messages } = call;
    let previous: string | undefined;
    for (let at = 0; at < messages.length; at += 1) {
      const { topic } = messages[at] as { topic: string };
      if (topic === previous) continue;
      previous = topic;
      if (this.#isReady(this.topics.of(topic))) continue;
      this.#takeLater(call);
      return;
    }
    this.then.enter(call);
  }

  /** The calls that wait for facts. */
  get waiting(): readonly Call[] {
    return [...this.#waiting];
  }

  /** Takes out the calls that wait and for which this holds. */
  turnAway(holds: (call: Call) => boolean): Call[] {
    const gone = this.waiting.filter(holds);
    for (const call of gone) this.#waiting.delete(call);
    return gone;
  }

  #isReady(topic: ProducerTopic): boolean {
    if (topic.lastWaiting !== undefined) return false;
    this.topics.lookUp(topic);
    return topic.isKnown;
  }

  #takeLater(call: Call): void {
    this.#waiting.add(call);
    const topics = [...new Set(call.messages.map(({ topic }) => topic))].map(this.topics.of);
    const turn = this.#wait(call, topics).then(() => {
      for (const topic of topics) if (topic.lastWaiting === turn) topic.lastWaiting = undefined;
    });
    for (const topic of topics) topic.lastWaiting = turn;
  }

  /** All that is unknown is asked for now, not when it is this call's turn. */
  async #wait(call: Call, topics: readonly ProducerTopic[]): Promise<void> {
    const earlier = topics.map(({ lastWaiting }) => lastWaiting);
    const refusal = await this.#learn(call, topics);
    await Promise.all(earlier);
    if (!this.#waiting.delete(call)) return;
    if (refusal === undefined) this.then.enter(call);
    else this.then.refuse(call, refusal);
  }

  /** Asks until all is known, or one is refused; a cluster that cannot be asked just now is asked again. */
  async #learn(call: Call, topics: readonly ProducerTopic[]): Promise<Error | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const asked = topics.map((topic) => {
        this.topics.lookUp(topic);
        return topic.isKnown ? undefined : topic.asking;
      });
      const answers = await Promise.allSettled(asked);
      const refusal = answers.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
      if (refusal === undefined) return undefined;
      const error = toError(refusal.reason);
      if (!isKfwError(error, 'KFW_TOPIC_UNAVAILABLE') || !this.#waiting.has(call)) return error;
      const retryInMs = retryPauseMs(attempt - 1, this.settings);
      call.lastError = error;
      this.then.retrying(call, { attempt, retryInMs, error });
      await new Promise((resolve) => void setTimeout(resolve, retryInMs));
    }
  }
}
