/**
 * What comes after a handler call: asks the policy, and carries out what it decides. A message that goes to another topic
 * is a debt of its strand: it counts as done when the broker has acknowledged it there, and nothing overtakes it.
 */
import { isKfwError, toError } from '../../errors/kfw-error.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { FailurePolicy } from '../../routing/plan/failure-policy.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { CallOutcome } from '../handler/handler-runner.js';
import type { MessageBatch } from '../handler/message-batch.js';
import type { LaneEvents } from '../lane/lane-events.js';
import type { PartitionFencing } from '../lane/partition-fencing.js';
import type { PendingSeek } from '../lane/pending-seek.js';
import type { Work } from '../schedule/schedule.js';
import { addForward, type Forward, type Strand } from '../schedule/strand.js';
import type { Failure } from './attribute-failure.js';
import { type Cause, failedMessage } from './failed-message.js';
import { type Decision, decideAfterFailure, type Outcome, pauseMs } from './failure-decision.js';
import type { Outages } from './outages.js';

export interface OutcomeHandlerParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly pendingSeek: PendingSeek;
  readonly fencing: PartitionFencing;
  readonly events: LaneEvents;
  readonly outages: Outages;
  /** Fires when the partition is lost: nothing is marked any more. */
  readonly signal: AbortSignal;
  readonly progressed: () => void;
  /** Resolves when the broker has acknowledged it. */
  readonly deliver: (message: OutgoingMessage) => Promise<unknown>;
  readonly commitRun: (messages: readonly OutgoingMessage[], offset: number) => Promise<void>;
  /** The process is to stop because of an error. */
  readonly stop: (error: Error) => void;
}

interface DecisionContext {
  readonly batch: MessageBatch;
  readonly message: ConsumedMessage;
  readonly strand: Strand;
  readonly cause: Cause;
  readonly failure: Failure | undefined;
}

export class OutcomeHandler {
  constructor(private readonly parts: OutcomeHandlerParts) {}

  /** Carries out what follows from how a call ended. */
  handle(work: Work, batch: MessageBatch, { verdicts, notBegun, failure, committed }: CallOutcome): void {
    const { outages } = this.parts;
    for (const message of verdicts) this.#applyVerdict(message, work.strandOf(message), batch, committed);
    if (failure === undefined) {
      const tried = outages.isEmpty ? [] : work.messages.slice(0, work.messages.length - notBegun);
      for (const { offset } of tried) outages.removeWaiting(offset);
      return;
    }
    const { message, error } = failure;
    this.checkOwnership(error);
    const counted = this.#countOutage(failure);
    const cause: Cause = { error, reason: error.message };
    this.#execute(this.#decideOnFailure(counted), {
      batch,
      message,
      strand: work.strandOf(message),
      cause,
      failure: counted,
    });
  }

  /** Outages in a row are counted apart. One that a message met after it was done holds nothing up. */
  #countOutage(failure: Failure): Failure {
    const { outages, backlog } = this.parts;
    const { offset } = failure.message;
    if (failure.errorKind === 'outage' && !backlog.tracker.isDone(offset))
      return { ...failure, attempt: outages.addWaiting(offset) };
    if (!failure.uncommitted) outages.removeWaiting(offset);
    return failure.errorKind === 'outage' ? { ...failure, errorKind: 'retry' } : failure;
  }

  /**
   * What is decided about a failure. Nothing is to become of a message that is done: its handler marked it, or failed
   * after it had finished it. Where it is not known what the error is, the message is tried again.
   */
  #decideOnFailure({ message, error, errorKind, attempt, uncommitted }: Failure): Decision {
    const retry = this.#decideWithJitter({ kind: 'uncommitted' }, attempt);
    if (uncommitted || errorKind === 'unknown') return retry;
    const decision = this.#decideWithJitter(
      { kind: 'failed', error, errorKind },
      attempt,
      policyFor(message, this.parts.plan),
    );
    const isDone = decision.action !== 'stop' && this.parts.backlog.tracker.isDone(message.offset);
    return isDone ? retry : decision;
  }

  /** Sends the first debt of a strand; resolves when that has been acknowledged or has failed. Never rejects. */
  async forward(strand: Strand): Promise<void> {
    const { events, plan } = this.parts;
    const [next] = strand.forwards;
    if (next === undefined) return;
    try {
      await this.#send(next);
      // The partition has been taken over meanwhile, and its messages come again.
      if (strand.forwards[0] !== next) return;
      strand.forwards.shift();
      this.#markDone(next.message);
      events.forwarded(next);
    } catch (thrown) {
      next.failures++;
      this.checkOwnership(thrown);
      const retryInMs = strand.backOff(pauseMs(next.failures, plan.policy, Math.random()));
      events.forwardFailed(next, toError(thrown), retryInMs);
    }
  }

  /** Whether somebody else has the partition by now, or more of it may be done than is known. */
  checkOwnership(error: unknown): void {
    if (!this.parts.plan.transactional) return;
    const isUnsure = isKfwError(error, 'KFW_TRANSACTION_FENCED') || isKfwError(error, 'KFW_TRANSACTION_IN_DOUBT');
    if (isUnsure) this.parts.fencing.require();
  }

  #decideWithJitter(outcome: Outcome, attempt: number, policy = this.parts.plan.policy): Decision {
    return decideAfterFailure(outcome, attempt, policy, Math.random());
  }

  #applyVerdict(message: ConsumedMessage, strand: Strand, batch: MessageBatch, committed: boolean): void {
    const verdict = message.takeVerdict();
    if (verdict === undefined) return;
    const reason = verdict.kind === 'retryAfter' ? '' : verdict.reason;
    const cause: Cause = { error: undefined, reason };
    const decision = this.#decideWithJitter({ kind: 'said', verdict }, 1);
    if (committed && decision.action === 'deadLetter') {
      this.parts.events.forwarded({ message, to: decision, cause });
      return;
    }
    this.#execute(decision, { batch, message, strand, cause, failure: undefined });
  }

  #execute(decision: Decision, { batch, message, strand, cause, failure }: DecisionContext): void {
    const { pendingSeek, events, outages, stop } = this.parts;
    switch (decision.action) {
      case 'commit':
        return;
      case 'retry': {
        pendingSeek.rewind();
        const retryInMs = strand.backOff(decision.afterMs);
        if (failure?.errorKind === 'outage') events.waiting(failure, outages.noteFailure(failure.error), retryInMs);
        else if (failure !== undefined) events.failed(batch, failure, 'retry', retryInMs);
        else events.postponed(message, retryInMs);
        return;
      }
      case 'skip':
        if (failure !== undefined) events.failed(batch, failure, 'skip');
        this.#markDone(message);
        events.skipped(message, cause);
        return;
      case 'deadLetter':
      case 'move':
        if (failure !== undefined) events.failed(batch, failure, decision.action);
        outages.removeWaiting(message.offset);
        addForward(strand, { message, to: decision, cause, failures: 0 });
        return;
      case 'stop':
        if (failure !== undefined) events.failed(batch, failure, 'stop');
        stop(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }

  async #send({ message, to, cause }: Forward): Promise<void> {
    const { plan, backlog, deliver, commitRun } = this.parts;
    const outgoing = failedMessage(message, plan, to.topic, cause);
    if (plan.transactional) await commitRun([outgoing], backlog.tracker.frontierAfter(message.offset));
    else await deliver(outgoing);
  }

  #markDone({ offset }: ConsumedMessage): void {
    const { backlog, signal, progressed } = this.parts;
    if (!signal.aborted && backlog.mark(offset)) progressed();
  }
}

/** In a retry topic what stands for records that cannot be read would be a message that can. */
function policyFor({ record }: ConsumedMessage, { policy }: TopicPlan): FailurePolicy {
  return record.problem === undefined ? policy : { ...policy, retryTopic: undefined };
}
