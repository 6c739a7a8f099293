/** Counts of requests and responses, by API. */
import type { AttackOutcome } from './perform-attack.js';
import { nameOf } from './requests.js';

export interface ApiCounts {
  sent: number;
  answered: number;
  /** Connections that the broker closed when it was this API's turn. */
  closed: number;
}

export class AttackCounts {
  readonly byApi: Record<string, ApiCounts> = {};
  attacks = 0;
  frames = 0;
  answers = 0;
  closes = 0;

  add({ asked, answered, isClosedByBroker }: AttackOutcome): void {
    this.attacks += 1;
    this.frames += asked.length;
    this.answers += answered.length;
    if (isClosedByBroker) this.closes += 1;
    for (const { key } of asked) this.#of(key).sent += 1;
    for (const { key } of answered) this.#of(key).answered += 1;
    const done = new Set(answered);
    const last = answered.at(-1);
    const culprit = asked.find((one, at) => !done.has(one) && (last === undefined || at > asked.indexOf(last)));
    if (isClosedByBroker && culprit !== undefined) this.#of(culprit.key).closed += 1;
  }

  #of(key: number): ApiCounts {
    const name = nameOf(key);
    const counts = this.byApi[name] ?? { sent: 0, answered: 0, closed: 0 };
    this.byApi[name] = counts;
    return counts;
  }
}
