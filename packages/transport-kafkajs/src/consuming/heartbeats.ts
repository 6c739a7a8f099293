/**
 * A member's heartbeats, beside its fetches. kafkajs sends them between fetches and waits for the answer: a coordinator
 * that is frozen or gone then stops every partition, and after a few tries the consumer. Here nobody waits: what the group
 * answers is told with the next call, and a coordinator that is away is looked for until the session has run out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, toError } from '@kfw/core';
import type { ConsumerGroupInternals } from 'kafkajs/src/consumer/consumerGroup.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { followCoordinator, hasNoCoordinator, isCoordinatorAway } from './coordinator.js';

export interface HeartbeatsOptions {
  readonly sessionTimeoutMs: number;
  /** The group has not heard of this member for as long as it waits: its partitions belong to others by now. */
  readonly ranOut: (group: ConsumerGroupInternals) => void;
}

export const sessionRanOutName = 'KfwSessionRanOut';

/** A coordinator that has not answered by then may have been replaced. */
const silentAfterMs = 500;
const lookAgainAfterMs = 250;

export class Heartbeats {
  readonly #options: HeartbeatsOptions;
  /** Counts how often it changed: what is answered to a heartbeat of the time before says nothing. */
  #membership = 0;
  #isDueAt = 0;
  /** When the last heartbeat that was answered left. */
  #heardAt = 0;
  #failure: Error | undefined;
  /** Why the membership is over. kafkajs may lose it, when several fetches fail at once: then it is said again. */
  #ended: Error | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: HeartbeatsOptions) {
    this.#options = options;
  }

  /** The group has just heard of the member. */
  joined(intervalMs: number): void {
    this.#membership++;
    this.#heardAt = performance.now();
    this.#isDueAt = this.#heardAt + intervalMs;
    this.#failure = undefined;
    this.#ended = undefined;
    this.#sending = undefined;
  }

  /** The membership is over: what is on its way says nothing any more. */
  left(): void {
    this.#membership++;
    this.#failure = undefined;
  }

  /** Sends one when it is due. Throws what the last one was answered with, and when the session has run out. */
  beat(group: ConsumerGroupInternals, intervalMs: number): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    if (this.#ended !== undefined) throw this.#ended;
    if (group.memberId === null) return;
    const now = performance.now();
    if (now - this.#heardAt > this.#options.sessionTimeoutMs) this.#endSession(group);
    if (this.#sending !== undefined || now < this.#isDueAt) return;
    this.#isDueAt = now + intervalMs;
    const membership = this.#membership;
    const isCurrent = () => this.#membership === membership;
    const sending = this.#send(group, isCurrent).finally(() => {
      if (this.#sending === sending) this.#sending = undefined;
    });
    this.#sending = sending;
  }

  async #send(group: ConsumerGroupInternals, isCurrent: () => boolean): Promise<void> {
    const leftAt = performance.now();
    try {
      if (await this.#ask(group, leftAt, isCurrent)) return;
    } catch (thrown) {
      const error = toError(thrown);
      if (!isCurrent()) return;
      if (!isCoordinatorAway(error)) {
        if (protocolErrorOf(error) === 'REBALANCE_IN_PROGRESS') this.#heardAt = leftAt;
        this.#failure = error;
        return;
      }
      if (!(await this.#follow(group, isCurrent))) await sleep(lookAgainAfterMs);
    }
    if (isCurrent()) this.#isDueAt = 0;
  }

  /** Returns whether it was answered; not when the coordinator has moved meanwhile. */
  async #ask(group: ConsumerGroupInternals, leftAt: number, isCurrent: () => boolean): Promise<boolean> {
    const { coordinator, groupId, memberId, generationId } = group;
    if (coordinator === null || memberId === null || generationId === null) return true;
    const answer = coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId });
    while (!(await settlesWithin(silentAfterMs, answer))) if (await this.#follow(group, isCurrent)) return false;
    if (isCurrent()) this.#heardAt = leftAt;
    return true;
  }

  /**
   * That no broker could tell is no news: the session's time tells how long that may go on. While the group has no
   * coordinator nobody counts that time, and who becomes it begins to count anew.
   */
  async #follow(group: ConsumerGroupInternals, isCurrent: () => boolean): Promise<boolean> {
    if (!isCurrent()) return true;
    try {
      return await followCoordinator(group);
    } catch (thrown) {
      if (isCurrent() && hasNoCoordinator(toError(thrown))) this.#heardAt = performance.now();
      return false;
    }
  }

  #endSession(group: ConsumerGroupInternals): never {
    const { sessionTimeoutMs, ranOut } = this.#options;
    // As a member of that name it would be refused; and a leave that nobody answers would keep the next life waiting.
    group.memberId = null;
    ranOut(group);
    const message = `No heartbeat of group ${group.groupId} was answered for ${sessionTimeoutMs} ms`;
    this.#ended = Object.assign(new Error(message), { name: sessionRanOutName, retriable: false });
    throw this.#ended;
  }
}
