/**
 * What comes after a handler call: asks the policy, and carries out what it decides. A message that goes to another topic
 * is a debt of its strand: it counts as done when the broker has acknowledged it there, and nothing overtakes it.
 */
import { isKfwError, toError } from '../errors/kfw-error.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import type { FailurePolicy } from '../routing/failure-policy.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import type { Failure } from './blame.js';
import type { ConsumedMessage } from './consumed-message.js';
import { type Decision, decide, type Outcome, pauseMs } from './decide.js';
import { type Cause, failedMessage } from './failed-message.js';
import type { CallResult } from './handling.js';
import type { LaneReports } from './lane-reports.js';
import type { MessageBatch } from './message-batch.js';
import type { Outages } from './outages.js';
import type { Work } from './schedule.js';
import type { Seeking } from './seeking.js';
import { type Debt, owe, type Strand } from './strand.js';
import type { Takeover } from './takeover.js';

export interface AftermathParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly seeking: Seeking;
  readonly takeover: Takeover;
  readonly reports: LaneReports;
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

interface Case {
  readonly batch: MessageBatch;
  readonly message: ConsumedMessage;
  readonly strand: Strand;
  readonly cause: Cause;
  readonly failure: Failure | undefined;
}

export class Aftermath {
  constructor(private readonly parts: AftermathParts) {}

  /** Carries out what follows from how a call ended. */
  conclude(work: Work, batch: MessageBatch, { said, left, failure, committed }: CallResult): void {
    const { outages } = this.parts;
    for (const message of said) this.#afterVerdict(message, work.strandOf(message), batch, committed);
    if (failure === undefined) {
      const tried = outages.isEmpty ? [] : work.messages.slice(0, work.messages.length - left);
      for (const { offset } of tried) outages.over(offset);
      return;
    }
    const { message, error } = failure;
    this.lookAfter(error);
    const judged = this.#counted(failure);
    const cause: Cause = { error, reason: error.message };
    this.#carryOut(this.#judge(judged), {
      batch,
      message,
      strand: work.strandOf(message),
      cause,
      failure: judged,
    });
  }

  /** Outages in a row are counted apart. One that a message met after it was done holds nothing up. */
  #counted(failure: Failure): Failure {
    const { outages, backlog } = this.parts;
    const { offset } = failure.message;
    if (failure.as === 'outage' && !backlog.tracker.isDone(offset)) return { ...failure, attempt: outages.met(offset) };
    if (!failure.uncommitted) outages.over(offset);
    return failure.as === 'outage' ? { ...failure, as: 'retry' } : failure;
  }

  /**
   * What is decided about a failure. Nothing is to become of a message that is done: its handler marked it, or failed
   * after it had finished it. Where it is not known what the error is, the message is tried again.
   */
  #judge({ message, error, as, attempt, uncommitted }: Failure): Decision {
    const again = this.#decide({ kind: 'uncommitted' }, attempt);
    if (uncommitted || as === 'unknown') return again;
    const decision = this.#decide({ kind: 'failed', error, as }, attempt, policyFor(message, this.parts.plan));
    const isOver = decision.action !== 'stop' && this.parts.backlog.tracker.isDone(message.offset);
    return isOver ? again : decision;
  }

  /** Sends the first debt of a strand; resolves when that has been acknowledged or has failed. Never rejects. */
  async pay(strand: Strand): Promise<void> {
    const { reports, plan } = this.parts;
    const [debt] = strand.debts;
    if (debt === undefined) return;
    try {
      await this.#send(debt);
      // The partition has been taken over meanwhile, and its messages come again.
      if (strand.debts[0] !== debt) return;
      strand.debts.shift();
      this.#done(debt.message);
      reports.relocated(debt);
    } catch (thrown) {
      debt.failures++;
      this.lookAfter(thrown);
      const retryInMs = strand.backOff(pauseMs(debt.failures, plan.policy, Math.random()));
      reports.stuck(debt, toError(thrown), retryInMs);
    }
  }

  /** Whether somebody else has the partition by now, or more of it may be done than is known. */
  lookAfter(error: unknown): void {
    if (!this.parts.plan.transactional) return;
    const isUnsure = isKfwError(error, 'KFW_TRANSACTION_FENCED') || isKfwError(error, 'KFW_TRANSACTION_IN_DOUBT');
    if (isUnsure) this.parts.takeover.demand();
  }

  #decide(outcome: Outcome, attempt: number, policy = this.parts.plan.policy): Decision {
    return decide(outcome, attempt, policy, Math.random());
  }

  #afterVerdict(message: ConsumedMessage, strand: Strand, batch: MessageBatch, committed: boolean): void {
    const verdict = message.takeVerdict();
    if (verdict === undefined) return;
    const reason = verdict.say === 'retryAfter' ? '' : verdict.reason;
    const cause: Cause = { error: undefined, reason };
    const decision = this.#decide({ kind: 'said', verdict }, 1);
    if (committed && decision.action === 'deadLetter') {
      this.parts.reports.relocated({ message, to: decision, cause });
      return;
    }
    this.#carryOut(decision, { batch, message, strand, cause, failure: undefined });
  }

  #carryOut(decision: Decision, { batch, message, strand, cause, failure }: Case): void {
    const { seeking, reports, outages, stop } = this.parts;
    switch (decision.action) {
      case 'commit':
        return;
      case 'retry': {
        seeking.goBack();
        const retryInMs = strand.backOff(decision.afterMs);
        if (failure?.as === 'outage') reports.waiting(failure, outages.waits(failure.error), retryInMs);
        else if (failure !== undefined) reports.failed(batch, failure, 'retry', retryInMs);
        else reports.postponed(message, retryInMs);
        return;
      }
      case 'skip':
        if (failure !== undefined) reports.failed(batch, failure, 'skip');
        this.#done(message);
        reports.skipped(message, cause);
        return;
      case 'deadLetter':
      case 'move':
        if (failure !== undefined) reports.failed(batch, failure, decision.action);
        outages.over(message.offset);
        owe(strand, { message, to: decision, cause, failures: 0 });
        return;
      case 'stop':
        if (failure !== undefined) reports.failed(batch, failure, 'stop');
        stop(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }

  async #send({ message, to, cause }: Debt): Promise<void> {
    const { plan, backlog, deliver, commitRun } = this.parts;
    const outgoing = failedMessage(message, plan, to.topic, cause);
    if (plan.transactional) await commitRun([outgoing], backlog.tracker.frontierAfter(message.offset));
    else await deliver(outgoing);
  }

  #done({ offset }: ConsumedMessage): void {
    const { backlog, signal, progressed } = this.parts;
    if (!signal.aborted && backlog.mark(offset)) progressed();
  }
}

/** In a retry topic what stands for records that cannot be read would be a message that can. */
function policyFor({ record }: ConsumedMessage, { policy }: TopicPlan): FailurePolicy {
  return record.problem === undefined ? policy : { ...policy, retryTopic: undefined };
}
