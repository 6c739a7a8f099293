/** Calls the consumer of a lane with the messages of one call after the other, or beside each other, and notes what is done. */
import { coreError } from '../../errors/core-errors.js';
import { isKfwError, toError } from '../../errors/kfw-error.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import { type HandlerRun, inRun } from '../../responding/transaction/handler-run.js';
import { TransactionBuffer } from '../../responding/transaction/transaction-buffer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import type { Backlog } from '../buffer/backlog.js';
import { attributeFailure, type Failure } from '../failure/attribute-failure.js';
import { failedMessage } from '../failure/failed-message.js';
import type { LaneEvents } from '../lane/lane-events.js';
import type { CooperativeYield } from '../timing/cooperative-yield.js';
import { CallProgress } from './call-progress.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { ConsumerInstance } from './consumer-instance.js';
import { HandlerDeadline } from './handler-deadline.js';
import type { MessageBatch } from './message-batch.js';
import { runBatch } from './run-batch.js';

export interface HandlerRunnerParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly consumer: ConsumerInstance;
  readonly events: LaneEvents;
  readonly cooperativeYield: CooperativeYield;
  /** Fires when the partition is lost, or a stop is forced. */
  readonly signal: AbortSignal;
  /** Whether the next message may be begun. */
  readonly mayBegin: () => boolean;
  /** The frontier has moved. */
  readonly progressed: () => void;
  /** Commits what a transactional run has sent together with the next offset to read. */
  readonly commitRun: (messages: readonly OutgoingMessage[], offset: number) => Promise<void>;
}

/** What keeps a transaction from being committed, and passes. */
const passingTransactionErrors = new Set([
  'KFW_TRANSACTION_FAILED',
  'KFW_TRANSACTION_FENCED',
  'KFW_TRANSACTION_IN_DOUBT',
]);

/** How a call ended. */
export interface CallOutcome {
  readonly failure: Failure | undefined;
  /** How many of its messages were not begun, at the end: nothing has become of them. */
  readonly notBegun: number;
  /** Messages of which the handler said what becomes of them. */
  readonly verdicts: readonly ConsumedMessage[];
  /** What it said was carried out in the transaction of its run. */
  readonly committed: boolean;
}

export class HandlerRunner {
  /** When each running call began, on the clock of `performance`, in the order of beginning. */
  readonly #running = new Set<{ readonly since: number }>();

  /** How many commits in a row have failed. */
  #uncommitted = 0;

  constructor(private readonly parts: HandlerRunnerParts) {}

  /** When the longest of the running calls began, on the clock of `performance`. */
  get runningSince(): number | undefined {
    const [first] = this.#running;
    return first?.since;
  }

  /** Calls the handler; never rejects. */
  async run(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallOutcome> {
    const { plan, events, signal } = this.parts;
    const call = { since: performance.now() };
    this.#running.add(call);
    try {
      const outcome = await (plan.transactional
        ? this.#inTransaction(batch, messages)
        : this.#runAlone(batch, messages));
      const { failure, verdicts, notBegun, committed } = outcome;
      const isDone = failure === undefined && (committed || !plan.transactional);
      const consumed = isDone ? messages.length - notBegun - verdicts.length : 0;
      if (signal.aborted && failure === undefined) events.returnedLate(batch, undefined);
      else if (consumed > 0) events.consumed(batch, consumed, performance.now() - call.since);
      return outcome;
    } finally {
      this.#running.delete(call);
    }
  }

  async #runAlone(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallOutcome> {
    const { plan, backlog, signal, progressed } = this.parts;
    const outcome = await this.#callHandler(batch, messages, undefined);
    if (outcome.failure !== undefined || signal.aborted) return outcome;
    const { verdicts } = outcome;
    // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
    if (verdicts.length === 0 && outcome.notBegun === 0 && plan.orderOf === undefined) {
      if (backlog.finishThrough(batch.lastOffset)) progressed();
    } else {
      let frontierMoved = false;
      for (const message of outcome.notBegun === 0 ? messages : []) {
        if (message.verdict === undefined && backlog.finish(message.offset)) frontierMoved = true;
      }
      if (frontierMoved) progressed();
    }
    return outcome;
  }

  /** All that was sent over these messages counts with them, or nothing. */
  async #inTransaction(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallOutcome> {
    const { plan, backlog, signal, progressed, commitRun } = this.parts;
    const buffer = new TransactionBuffer(plan.consumer.name, plan.topic);
    const outcome = await this.#callHandler(batch, messages, buffer);
    const sent = [...buffer.close()];
    const isPostponed = outcome.verdicts.some(({ verdict }) => verdict?.kind === 'retryAfter');
    const last = messages[messages.length - outcome.notBegun - 1];
    if (outcome.failure !== undefined || isPostponed || last === undefined || signal.aborted)
      return discardVerdicts(outcome);
    for (const message of outcome.verdicts) {
      const { verdict } = message;
      const { deadLetter } = plan.policy;
      if (verdict?.kind !== 'deadLetter' || deadLetter === undefined) continue;
      sent.push(failedMessage(message, plan, deadLetter, { error: undefined, reason: verdict.reason }));
    }
    const tried = messages.slice(0, messages.length - outcome.notBegun);
    try {
      await commitRun(sent, backlog.tracker.frontierAfter(last.offset));
      this.#uncommitted = 0;
    } catch (thrown) {
      return discardVerdicts({ ...outcome, failure: this.#commitFailure(toError(thrown), tried) });
    }
    if (!signal.aborted && backlog.finishThrough(last.offset)) progressed();
    return { ...outcome, committed: true };
  }

  /** What a broker refuses is the doing of a message; that a transaction fails otherwise is nobody's, however often. */
  #commitFailure(error: Error, tried: readonly ConsumedMessage[]): Failure {
    const [message] = tried;
    const isRefused = isKfwError(error) && !passingTransactionErrors.has(error.code);
    if (message === undefined || isRefused)
      return attributeFailure(error, tried, undefined, this.parts.backlog.tracker, this.parts.plan.policy);
    return { error, message, attempt: ++this.#uncommitted, errorKind: 'retry', uncommitted: true };
  }

  /** The call itself, and how it ended. Never rejects. */
  async #callHandler(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    buffer: TransactionBuffer | undefined,
  ): Promise<CallOutcome> {
    const { plan, consumer, backlog, events, signal } = this.parts;
    const {
      handlerTimeoutMs,
      consumer: { name, style },
    } = plan;
    const deadline =
      handlerTimeoutMs === 0
        ? undefined
        : new HandlerDeadline(handlerTimeoutMs, signal, () =>
            coreError('KFW_HANDLER_TIMEOUT', { consumer: name, handlerTimeoutMs }),
          );
    const run: HandlerRun = { message: undefined, transactionBuffer: buffer, isOver: false, signal: deadline?.signal };
    const progress = new CallProgress(this.parts, run, deadline);
    for (const message of messages) if (!message.isPristine) message.takeVerdict();
    try {
      // What is refused is the only message of its call.
      const refusal = messages[0]?.refusal;
      if (refusal !== undefined) throw refusal;
      const calling = inRun(run, () => runBatch(plan, consumer.forCall(), batch, progress));
      await (deadline === undefined
        ? calling
        : deadline.race(calling, (thrown) =>
            events.returnedLate(batch, thrown === undefined ? undefined : toError(thrown)),
          ));
      const verdicts =
        style === 'process' ? progress.verdicts : messages.filter(({ verdict }) => verdict !== undefined);
      const notBegun = progress.interrupted ? messages.length - progress.processed : 0;
      return { failure: undefined, verdicts, notBegun, committed: false };
    } catch (thrown) {
      const failure = attributeFailure(toError(thrown), messages, progress.processing, backlog.tracker, plan.policy);
      return { failure, verdicts: progress.verdicts, notBegun: 0, committed: false };
    } finally {
      run.message = undefined;
      run.isOver = true;
      buffer?.close();
      deadline?.end();
    }
  }
}

/** All of the run comes again, so what its handler said counts no more; but a message that is to wait does. */
function discardVerdicts(outcome: CallOutcome): CallOutcome {
  const waiting =
    outcome.failure === undefined ? outcome.verdicts.filter(({ verdict }) => verdict?.kind === 'retryAfter') : [];
  for (const message of outcome.verdicts) if (!waiting.includes(message)) message.takeVerdict();
  return { ...outcome, verdicts: waiting };
}
