/** Runs the handler over the messages of one call, in a transaction if the route has them, and marks finished messages. */
import { coreError } from '../../errors/core-errors.js';
import { isKfwError, toError } from '../../errors/kfw-error.js';
import { type HandlerRun, inRun } from '../../responding/transaction/handler-run.js';
import { TransactionBuffer } from '../../responding/transaction/transaction-buffer.js';
import type { CallTrace } from '../../tracing/tracer.js';
import { attributeFailure, type Failure } from '../failure/attribute-failure.js';
import { decideOnVerdict } from '../failure/failure-decision.js';
import { forwardedCopy } from '../failure/forwarded-copy.js';
import type { LaneCore } from '../lane/lane-core.js';
import type { CooperativeYield } from '../timing/cooperative-yield.js';
import type { CallOutcome, CompletedCall, FailedCall } from './call-outcome.js';
import { CallProgress } from './call-progress.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { ConsumerInstance } from './consumer-instance.js';
import { HandlerDeadline } from './handler-deadline.js';
import type { MessageBatch } from './message-batch.js';
import { runBatch } from './run-batch.js';

/** Transient failures of a commit, which no message causes. */
const passingTransactionErrors = new Set([
  'KFW_TRANSACTION_FAILED',
  'KFW_TRANSACTION_FENCED',
  'KFW_TRANSACTION_IN_DOUBT',
]);

interface BegunCall {
  /** On the clock of `performance`. */
  readonly since: number;
  readonly trace: CallTrace | undefined;
}

export class HandlerRunner {
  /** When each running call began, on the clock of `performance`, in order. */
  readonly #running = new Set<BegunCall>();

  /** Failed commits in a row. */
  #failedCommits = 0;

  constructor(
    private readonly core: LaneCore,
    private readonly consumer: ConsumerInstance,
    private readonly cooperativeYield: CooperativeYield,
    /** Whether the next message may be begun. */
    private readonly mayBegin: () => boolean,
  ) {}

  /** When the longest of the running calls began, on the clock of `performance`. */
  get runningSince(): number | undefined {
    const [first] = this.#running;
    return first?.since;
  }

  /** Ends the spans of the running calls: their handlers may never return. */
  abandon(reason: string): void {
    for (const { trace } of this.#running) trace?.abandoned(reason);
  }

  /** Calls the handler; never rejects. */
  async run(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    trace?: CallTrace | undefined,
  ): Promise<CallOutcome> {
    const { plan, events, signal } = this.core;
    const call = { since: performance.now(), trace };
    this.#running.add(call);
    try {
      const outcome = await (plan.transactional
        ? this.#inTransaction(batch, messages, call)
        : this.#withoutTransaction(batch, messages, call));
      if (signal.aborted) {
        if (outcome.kind !== 'failed') events.returnedLate(batch, undefined);
      } else {
        this.#publishConsumed(batch, messages, outcome, call.since);
      }
      return outcome;
    } finally {
      this.#running.delete(call);
    }
  }

  /** A call that has failed has consumed the messages that are done all the same; the others are repeated. */
  #publishConsumed(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    outcome: CallOutcome,
    since: number,
  ): void {
    const { backlog, events } = this.core;
    if (outcome.kind === 'postponed') return;
    if (outcome.kind === 'failed') {
      const done = messages.filter(({ offset }) => backlog.tracker.isDone(offset));
      if (done.length > 0) events.consumed(rangeOf(done), done.length, since);
      return;
    }
    const { notBegun, verdicts } = outcome;
    const consumed = messages.length - notBegun - verdicts.length;
    if (consumed <= 0) return;
    const range = notBegun === 0 ? batch : rangeOf(messages.slice(0, messages.length - notBegun));
    events.consumed(range, consumed, since);
  }

  async #withoutTransaction(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    call: BegunCall,
  ): Promise<CallOutcome> {
    const { plan, backlog, signal } = this.core;
    const outcome = await this.#callHandler(batch, messages, call, undefined);
    if (outcome.kind === 'failed' || signal.aborted) return outcome;
    const { verdicts, notBegun } = outcome;
    // Middleware that never calls `next` leaves the batch unhandled on purpose: its messages count as done.
    if (verdicts.length === 0 && notBegun === 0 && plan.orderOf === undefined) {
      if (backlog.finishThrough(batch.lastOffset)) this.core.progressed();
    } else if (notBegun === 0) {
      let hasMoved = false;
      for (const message of messages) {
        if (message.verdict === undefined && backlog.finish(message.offset)) hasMoved = true;
      }
      if (hasMoved) this.core.progressed();
    }
    return outcome;
  }

  /** The messages that the handler sends are committed together with the offset of its batch, or not at all. */
  async #inTransaction(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    call: BegunCall,
  ): Promise<CallOutcome> {
    const { plan, backlog, meters, signal } = this.core;
    const { trace } = call;
    const buffer = new TransactionBuffer(plan.consumer.name, plan.topic);
    const outcome = await this.#callHandler(batch, messages, call, buffer);
    const sent = [...buffer.close()];
    if (outcome.kind === 'failed') return failed(outcome.failure, outcome.verdicts);
    const { verdicts, notBegun } = outcome;
    const postponed = verdicts.filter(({ verdict }) => verdict?.kind === 'retryAfter');
    if (postponed.length > 0) {
      discardVerdicts(verdicts, postponed);
      return { kind: 'postponed', verdicts: postponed, notBegun };
    }
    const tried = messages.slice(0, messages.length - notBegun);
    const last = tried.at(-1);
    if (last === undefined || signal.aborted) {
      discardVerdicts(verdicts);
      return { kind: 'completed', verdicts: [], notBegun };
    }
    for (const message of verdicts) {
      const { verdict } = message;
      if (verdict?.kind !== 'deadLetter') continue;
      const decision = decideOnVerdict(verdict, plan.policy);
      if (decision.action !== 'deadLetter') continue;
      const cause = { error: undefined, reason: verdict.reason };
      sent.push(forwardedCopy(message, plan, decision.topic, cause, trace?.forwarding(message)));
    }
    try {
      const sendAndCommit = () => this.core.sendAndCommit(sent, backlog.tracker.frontierAfter(last.offset));
      await (trace === undefined ? sendAndCommit() : trace.within(sendAndCommit));
      this.#failedCommits = 0;
    } catch (thrown) {
      return failed(this.#commitFailure(toError(thrown), tried), verdicts);
    }
    for (const message of verdicts) {
      if (message.verdict?.kind === 'deadLetter') meters.finished(message, 'deadLettered');
      else meters.skipped(message, undefined);
    }
    // Done, even if the partition has been lost meanwhile: its next owner begins after them.
    if (backlog.finishThrough(last.offset) && !signal.aborted) this.core.progressed();
    if (signal.aborted) meters.update();
    return { kind: 'committed', verdicts, notBegun };
  }

  /** Rejected records are attributed to a message; any other failure of a transaction is not, even if it repeats. */
  #commitFailure(error: Error, tried: readonly ConsumedMessage[]): Failure {
    const { backlog, plan } = this.core;
    const [message] = tried;
    const isRejected = isKfwError(error) && !passingTransactionErrors.has(error.code);
    if (message === undefined || isRejected)
      return attributeFailure(error, tried, undefined, backlog.tracker, plan.policy);
    return { error, message, attempt: ++this.#failedCommits, errorKind: 'retry', uncommitted: true };
  }

  /** Never rejects. */
  async #callHandler(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    { since, trace }: BegunCall,
    transactionBuffer: TransactionBuffer | undefined,
  ): Promise<CompletedCall | FailedCall> {
    const { plan, backlog, events, meters } = this.core;
    const deadline = this.#deadline();
    const run: HandlerRun = { message: undefined, transactionBuffer, isOver: false, signal: deadline?.signal };
    const progress = new CallProgress(this.core, run, deadline, this.cooperativeYield, this.mayBegin, trace);
    for (const message of messages) if (!message.isPristine) message.takeVerdict();
    const [first] = messages;
    // A refused message is the only one of its call, and no handler is called.
    const refusal = first?.refusal;
    try {
      if (refusal !== undefined) throw refusal;
      if (first !== undefined) meters.callBegins(messages.length, since - backlog.arrivedAt(first.offset));
      const callHandler = () => inRun(run, () => runBatch(plan, this.consumer.forCall(), batch, progress));
      const calling = trace === undefined ? callHandler() : trace.within(callHandler);
      await (deadline === undefined
        ? calling
        : deadline.race(calling, (thrown) =>
            events.returnedLate(batch, thrown === undefined ? undefined : toError(thrown)),
          ));
      const isByMessage = plan.consumer.style === 'process';
      const verdicts = isByMessage ? progress.verdicts : messages.filter(({ verdict }) => verdict !== undefined);
      const notBegun = progress.interrupted ? messages.length - progress.processed : 0;
      return { kind: 'completed', verdicts, notBegun };
    } catch (thrown) {
      const failure = attributeFailure(toError(thrown), messages, progress.processing, backlog.tracker, plan.policy);
      trace?.failed(failure.message, failure.error);
      return { kind: 'failed', failure, verdicts: progress.verdicts };
    } finally {
      if (refusal === undefined) meters.callEnded(since);
      run.message = undefined;
      run.isOver = true;
      transactionBuffer?.close();
      deadline?.end();
    }
  }

  #deadline(): HandlerDeadline | undefined {
    const { handlerTimeoutMs, consumer } = this.core.plan;
    if (handlerTimeoutMs === 0) return undefined;
    return new HandlerDeadline(handlerTimeoutMs, this.core.signal, () =>
      coreError('KFW_HANDLER_TIMEOUT', { consumer: consumer.name, handlerTimeoutMs }),
    );
  }
}

function rangeOf(messages: readonly ConsumedMessage[]): { readonly firstOffset: number; readonly lastOffset: number } {
  const firstOffset = messages[0]?.offset ?? 0;
  return { firstOffset, lastOffset: messages.at(-1)?.offset ?? firstOffset };
}

/** The whole run is repeated, so that no verdict in it counts. */
function failed(failure: Failure, verdicts: readonly ConsumedMessage[]): FailedCall {
  discardVerdicts(verdicts);
  return { kind: 'failed', failure, verdicts: [] };
}

function discardVerdicts(verdicts: readonly ConsumedMessage[], kept: readonly ConsumedMessage[] = []): void {
  for (const message of verdicts) if (!kept.includes(message)) message.takeVerdict();
}
