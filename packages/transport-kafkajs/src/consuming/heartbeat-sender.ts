/**
 * A member's heartbeats, beside its fetches. kafkajs sends them between fetches and waits for the answer: a coordinator
 * that is frozen or gone then stops every partition, and after a few tries the consumer. Here nobody waits: what the group
 * answers is told with the next call, and a coordinator that is away is looked for until the session has run out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, toError } from '@kfw/core';
import { forgetMemberId } from '../kafkajs/group-state.js';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { followCoordinator, hasNoCoordinator, isCoordinatorUnavailable } from '../metadata/group-coordinator.js';

export interface HeartbeatSenderOptions {
  readonly sessionTimeoutMs: number;
  /** The group has not heard of this member for as long as it waits: its partitions belong to others by now. */
  readonly onSessionExpired: (group: ConsumerGroup) => void;
}

export const sessionExpiredName = 'KfwSessionRanOut';

/** A coordinator that has not answered by then may have been replaced. */
const slowAfterMs = 500;
const retryAfterMs = 250;

export class HeartbeatSender {
  readonly #options: HeartbeatSenderOptions;
  /** Counts how often it changed: what is answered to a heartbeat of the time before says nothing. */
  #joinCount = 0;
  #dueAt = 0;
  /** When the last heartbeat that was answered left. */
  #confirmedAt = 0;
  #failure: Error | undefined;
  /** Why the membership is over. kafkajs may lose it, when several fetches fail at once: then it is said again. */
  #sessionError: Error | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: HeartbeatSenderOptions) {
    this.#options = options;
  }

  /** The group has just heard of the member. */
  joinedGroup(intervalMs: number): void {
    this.#joinCount++;
    this.#confirmedAt = performance.now();
    this.#dueAt = this.#confirmedAt + intervalMs;
    this.#failure = undefined;
    this.#sessionError = undefined;
    this.#sending = undefined;
  }

  /** The membership is over: what is on its way says nothing any more. */
  leftGroup(): void {
    this.#joinCount++;
    this.#failure = undefined;
  }

  /** Sends one when it is due. Throws what the last one was answered with, and when the session has run out. */
  sendIfDue(group: ConsumerGroup, intervalMs: number): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    if (this.#sessionError !== undefined) throw this.#sessionError;
    if (group.memberId === null) return;
    const now = performance.now();
    if (now - this.#confirmedAt > this.#options.sessionTimeoutMs) this.#endSession(group);
    if (this.#sending !== undefined || now < this.#dueAt) return;
    this.#dueAt = now + intervalMs;
    const joinCount = this.#joinCount;
    const isCurrent = () => this.#joinCount === joinCount;
    const sending = this.#send(group, isCurrent).finally(() => {
      if (this.#sending === sending) this.#sending = undefined;
    });
    this.#sending = sending;
  }

  async #send(group: ConsumerGroup, isCurrent: () => boolean): Promise<void> {
    const sentAt = performance.now();
    try {
      if (await this.#request(group, sentAt, isCurrent)) return;
    } catch (thrown) {
      const error = toError(thrown);
      if (!isCurrent()) return;
      if (!isCoordinatorUnavailable(error)) {
        if (protocolErrorOf(error) === 'REBALANCE_IN_PROGRESS') this.#confirmedAt = sentAt;
        this.#failure = error;
        return;
      }
      if (!(await this.#follow(group, isCurrent))) await sleep(retryAfterMs);
    }
    if (isCurrent()) this.#dueAt = 0;
  }

  /** Returns whether it was answered; not when the coordinator has moved meanwhile. */
  async #request(group: ConsumerGroup, sentAt: number, isCurrent: () => boolean): Promise<boolean> {
    const { coordinator, groupId, memberId, generationId } = group;
    if (coordinator === null || memberId === null || generationId === null) return true;
    const answer = coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId });
    while (!(await settlesWithin(slowAfterMs, answer))) if (await this.#follow(group, isCurrent)) return false;
    if (isCurrent()) this.#confirmedAt = sentAt;
    return true;
  }

  /**
   * That no broker could tell is no news: the session's time tells how long that may go on. While the group has no
   * coordinator nobody counts that time, and who becomes it begins to count anew.
   */
  async #follow(group: ConsumerGroup, isCurrent: () => boolean): Promise<boolean> {
    if (!isCurrent()) return true;
    try {
      return await followCoordinator(group);
    } catch (thrown) {
      if (isCurrent() && hasNoCoordinator(toError(thrown))) this.#confirmedAt = performance.now();
      return false;
    }
  }

  #endSession(group: ConsumerGroup): never {
    const { sessionTimeoutMs, onSessionExpired } = this.#options;
    // As a member of that name it would be refused; and a leave that nobody answers would keep the next life waiting.
    forgetMemberId(group);
    onSessionExpired(group);
    const message = `No heartbeat of group ${group.groupId} was answered for ${sessionTimeoutMs} ms`;
    this.#sessionError = Object.assign(new Error(message), { name: sessionExpiredName, retriable: false });
    throw this.#sessionError;
  }
}
