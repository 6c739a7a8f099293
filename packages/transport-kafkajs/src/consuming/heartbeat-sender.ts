/**
 * Sends a member's heartbeats, concurrently with its fetches. kafkajs sends them between fetches and waits for the
 * response: a frozen or dead coordinator then stops every partition, and after a few attempts the consumer. Here
 * nothing waits: an error of the group is thrown by the next call, and a coordinator that is down is looked up until
 * the session times out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { settlesWithin, toError } from '@kfw/core';
import { forgetMemberId } from '../kafkajs/group-state.js';
import type { ConsumerGroup } from '../kafkajs/internals.js';
import { protocolErrorOf } from '../kafkajs/kafkajs-errors.js';
import { followCoordinator, hasNoCoordinator, isCoordinatorUnavailable } from '../metadata/group-coordinator.js';

export interface HeartbeatSenderOptions {
  readonly sessionTimeoutMs: number;
  /** No heartbeat succeeded for the session timeout: other members own its partitions by now. */
  readonly onSessionExpired: (group: ConsumerGroup) => void;
}

export const sessionExpiredName = 'KfwSessionExpired';

/** After this, a silent coordinator may have been replaced. */
const slowAfterMs = 500;
const retryAfterMs = 250;

export class HeartbeatSender {
  readonly #options: HeartbeatSenderOptions;
  /** Counts joins and leaves: the response to an earlier heartbeat says nothing. */
  #joinCount = 0;
  #dueAt = 0;
  /** When the last successful heartbeat was sent. */
  #confirmedAt = 0;
  #failure: Error | undefined;
  /**
   * Why the membership is over. kafkajs may drop the error when several fetches fail at once: then it is thrown
   * again.
   */
  #sessionError: Error | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: HeartbeatSenderOptions) {
    this.#options = options;
  }

  /** The group has just accepted the member. */
  joinedGroup(intervalMs: number): void {
    this.#joinCount++;
    this.#confirmedAt = performance.now();
    this.#dueAt = this.#confirmedAt + intervalMs;
    this.#failure = undefined;
    this.#sessionError = undefined;
    this.#sending = undefined;
  }

  /** The membership is over: pending heartbeats say nothing any more. */
  leftGroup(): void {
    this.#joinCount++;
    this.#failure = undefined;
  }

  /** Sends a heartbeat when it is due. Throws the error of the last one, and when the session has timed out. */
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

  /** Returns whether the coordinator responded; not when it has moved meanwhile. */
  async #request(group: ConsumerGroup, sentAt: number, isCurrent: () => boolean): Promise<boolean> {
    const { coordinator, groupId, memberId, generationId } = group;
    if (coordinator === null || memberId === null || generationId === null) return true;
    const response = coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId });
    while (!(await settlesWithin(slowAfterMs, response))) if (await this.#follow(group, isCurrent)) return false;
    if (isCurrent()) this.#confirmedAt = sentAt;
    return true;
  }

  /**
   * A failed lookup changes nothing: the session timeout limits how long that may continue. While the group has no
   * coordinator, nobody counts that time, and a new coordinator starts counting from zero.
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
    // The group would reject the old member id; and a leave without a response would delay the next run.
    forgetMemberId(group);
    onSessionExpired(group);
    const message = `No heartbeat of group ${group.groupId} succeeded for ${sessionTimeoutMs} ms`;
    this.#sessionError = Object.assign(new Error(message), { name: sessionExpiredName, retriable: false });
    throw this.#sessionError;
  }
}
