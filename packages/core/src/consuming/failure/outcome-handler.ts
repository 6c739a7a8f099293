/**
 * Decides about the messages of a handler call that has ended, by the failure policy, and carries the decisions out. A
 * message for another topic (dead letters, a retry topic) is queued as a forward of its strand; `LaneLoop` chooses
 * when `sendNextForward` of this class sends it. It counts as done when the broker has acknowledged it, and nothing overtakes it.
 */
import { isKfwError, toError } from '../../errors/kfw-error.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { FailurePolicy } from '../../routing/plan/failure-policy.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { TracedDecision } from '../../tracing/traced-decision.js';
import type { CallTrace } from '../../tracing/tracer.js';
import type { CallOutcome } from '../handler/call-outcome.js';
import type { ConsumedMessage } from '../handler/consumed-message.js';
import type { MessageBatch } from '../handler/message-batch.js';
import type { LaneCore } from '../lane/lane-core.js';
import type { MeasuredDecision } from '../lane/lane-series.js';
import type { PartitionFencing } from '../lane/partition-fencing.js';
import type { PendingSeek } from '../lane/pending-seek.js';
import type { Work } from '../schedule/schedule.js';
import { type Forward, queueForward, type Strand } from '../schedule/strand.js';
import type { Failure } from './attribute-failure.js';
import { type Decision, type DecisionInput, decideAfterFailure, pauseMs } from './failure-decision.js';
import { type Cause, forwardedCopy } from './forwarded-copy.js';
import type { Outages } from './outages.js';

export interface OutcomeHandlerParts {
  readonly pendingSeek: PendingSeek;
  readonly fencing: PartitionFencing;
  readonly outages: Outages;
  /** Resolves when the broker has acknowledged the message. */
  deliver(message: OutgoingMessage): Promise<unknown>;
}

interface DecisionContext {
  readonly batch: MessageBatch;
  readonly message: ConsumedMessage;
  readonly strand: Strand;
  readonly cause: Cause;
  readonly failure: Failure | undefined;
  readonly trace: CallTrace | undefined;
}

export class OutcomeHandler {
  constructor(
    private readonly core: LaneCore,
    private readonly parts: OutcomeHandlerParts,
  ) {}

  /** Decides about the messages of a call that has ended, and carries the decisions out. */
  handle(work: Work, batch: MessageBatch, outcome: CallOutcome, trace?: CallTrace | undefined): void {
    const isSentWithRun = outcome.kind === 'committed';
    for (const message of outcome.verdicts)
      this.#applyVerdict({ batch, message, strand: work.strandOf(message), trace }, isSentWithRun);
    if (outcome.kind === 'failed') this.#handleFailure(work, batch, outcome.failure, trace);
    else this.#endOutages(work.messages, work.messages.length - outcome.notBegun);
  }

  #handleFailure(work: Work, batch: MessageBatch, failure: Failure, trace: CallTrace | undefined): void {
    const { message, error } = failure;
    this.checkOwnership(error);
    const counted = this.#countOutage(failure);
    const cause: Cause = { error, reason: error.message };
    const strand = work.strandOf(message);
    this.#execute(this.#decideOnFailure(counted), { batch, message, strand, cause, failure: counted, trace });
  }

  /** The first `count` of these messages have been tried, and none has met an outage. */
  #endOutages(messages: readonly ConsumedMessage[], count: number): void {
    const { outages } = this.parts;
    if (outages.isEmpty) return;
    for (const { offset } of messages.slice(0, count)) outages.removeWaiting(offset);
  }

  /** Outages in a row have a count of their own. One that a message meets after it is done blocks nothing. */
  #countOutage(failure: Failure): Failure {
    const { outages } = this.parts;
    const { backlog } = this.core;
    const { offset } = failure.message;
    if (failure.errorKind === 'outage' && !backlog.tracker.isDone(offset))
      return { ...failure, attempt: outages.addWaiting(offset) };
    if (!failure.uncommitted) outages.removeWaiting(offset);
    return failure.errorKind === 'outage' ? { ...failure, errorKind: 'retry' } : failure;
  }

  /**
   * The decision about a failure. A message that is already done (marked by its handler, or finished before the failure)
   * is never forwarded or skipped. A message whose error has no known kind is retried.
   */
  #decideOnFailure({ message, error, errorKind, attempt, uncommitted }: Failure): Decision {
    const retry = this.#decideWithJitter({ kind: 'uncommitted' }, attempt);
    if (uncommitted || errorKind === 'unknown') return retry;
    const decision = this.#decideWithJitter(
      { kind: 'failed', error, errorKind },
      attempt,
      policyFor(message, this.core.plan),
    );
    const isDone = decision.action !== 'stop' && this.core.backlog.tracker.isDone(message.offset);
    return isDone ? retry : decision;
  }

  /** Sends the first forward of a strand; resolves when it has been acknowledged or has failed. Never rejects. */
  async sendNextForward(strand: Strand): Promise<void> {
    const { events, plan } = this.core;
    const [next] = strand.forwards;
    if (next === undefined) return;
    try {
      await this.#send(next);
      // The partition has been fenced meanwhile: its messages are fetched again.
      if (strand.forwards[0] !== next) return;
      strand.forwards.shift();
      if (next.trace === undefined) this.#forwarded(next);
      else next.trace.within(() => this.#forwarded(next));
    } catch (thrown) {
      next.failures++;
      this.checkOwnership(thrown);
      const retryInMs = strand.backOff(pauseMs(next.failures, plan.policy, Math.random()));
      events.forwardFailed(next, toError(thrown), retryInMs);
    }
  }

  /** Requires fencing after an error that means another owner of the partition, or a commit whose result is unknown. */
  checkOwnership(error: unknown): void {
    if (!this.core.plan.transactional) return;
    const isUnsure = isKfwError(error, 'KFW_TRANSACTION_FENCED') || isKfwError(error, 'KFW_TRANSACTION_IN_DOUBT');
    if (isUnsure) this.parts.fencing.require();
  }

  #decideWithJitter(input: DecisionInput, attempt: number, policy = this.core.plan.policy): Decision {
    return decideAfterFailure(input, attempt, policy, Math.random());
  }

  #applyVerdict(context: Omit<DecisionContext, 'cause' | 'failure'>, isSentWithRun: boolean): void {
    const { message } = context;
    const verdict = message.takeVerdict();
    if (verdict === undefined) return;
    const reason = verdict.kind === 'retryAfter' ? '' : verdict.reason;
    const cause: Cause = { error: undefined, reason };
    const decision = this.#decideWithJitter({ kind: 'verdict', verdict }, 1);
    // Decided again only to publish the event: `HandlerRunner` has sent the message in the transaction of the run.
    if (isSentWithRun && decision.action === 'deadLetter') {
      const carryOut = () => {
        this.core.meters.deadLettered(undefined);
        this.core.events.forwarded({ message, to: decision, cause });
      };
      inTrace(decision, { ...context, cause, failure: undefined }, carryOut);
      return;
    }
    this.#execute(decision, { ...context, cause, failure: undefined });
  }

  #execute(decision: Decision, context: DecisionContext): void {
    if (context.trace === undefined) this.#carryOut(decision, context);
    else inTrace(decision, context, () => this.#carryOut(decision, context));
  }

  #carryOut(decision: Decision, { batch, message, strand, cause, failure, trace }: DecisionContext): void {
    const { pendingSeek, outages } = this.parts;
    const { events, meters } = this.core;
    if (failure !== undefined) meters.failed(failure.error, measuredDecision(decision, failure));
    switch (decision.action) {
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
        this.#markDone(message, () => meters.skipped(message, cause.error));
        events.skipped(message, cause);
        return;
      case 'deadLetter':
      case 'move':
        if (failure !== undefined) events.failed(batch, failure, decision.action);
        outages.removeWaiting(message.offset);
        queueForward(strand, { message, to: decision, cause, failures: 0, trace: trace?.forwarding(message) });
        return;
      case 'stop':
        if (failure !== undefined) events.failed(batch, failure, 'stop');
        this.core.fatal(decision.error);
        return;
      default:
        decision satisfies never;
    }
  }

  async #send({ message, to, cause, trace }: Forward): Promise<void> {
    const { plan, backlog } = this.core;
    const outgoing = forwardedCopy(message, plan, to.topic, cause, trace);
    const send = () =>
      plan.transactional
        ? this.core.sendAndCommit([outgoing], backlog.tracker.frontierAfter(message.offset))
        : this.parts.deliver(outgoing);
    await (trace === undefined ? send() : trace.within(send));
  }

  /** The broker has acknowledged it. */
  #forwarded(forward: Forward): void {
    const { message, to, cause } = forward;
    const { events, meters } = this.core;
    const outcome = to.action === 'deadLetter' ? 'deadLettered' : 'retryScheduled';
    if (outcome === 'deadLettered') meters.deadLettered(cause.error);
    this.#markDone(message, () => meters.finished(message, outcome));
    events.forwarded(forward);
  }

  /** `measure` is called if the lane has not lost the message, and it was not done before, because its handler marked it. */
  #markDone({ offset }: ConsumedMessage, measure: () => void): void {
    const { backlog, signal } = this.core;
    if (signal.aborted) return;
    if (!backlog.tracker.isDone(offset)) measure();
    if (backlog.mark(offset)) this.core.progressed();
  }
}

function measuredDecision({ action }: Decision, { errorKind }: Failure): MeasuredDecision {
  if (action === 'move') return 'retryTopic';
  return action === 'retry' && errorKind === 'outage' ? 'wait' : action;
}

function inTrace(decision: Decision, context: DecisionContext, carryOut: () => void): void {
  const { trace, message } = context;
  if (trace === undefined) carryOut();
  else trace.decided(message, traced(decision, context), carryOut);
}

function traced(decision: Decision, { failure, cause }: DecisionContext): TracedDecision {
  const { action } = decision;
  const retryAs = failure === undefined ? 'postpone' : failure.errorKind === 'outage' ? 'wait' : 'retry';
  return {
    action: action === 'retry' ? retryAs : action,
    topic: action === 'deadLetter' || action === 'move' ? decision.topic : undefined,
    retryInMs: action === 'retry' ? decision.afterMs : undefined,
    reason: cause.reason,
  };
}

/** A stand-in for unreadable records never goes to a retry topic: there it would be an ordinary, readable message. */
function policyFor({ record }: ConsumedMessage, { policy }: TopicPlan): FailurePolicy {
  return record.problem === undefined ? policy : { ...policy, retryTopic: undefined };
}
