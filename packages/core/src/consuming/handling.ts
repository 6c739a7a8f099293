/** Calls the consumer of a lane with the messages of one call after the other, or beside each other, and notes what is done. */
import { coreError } from '../errors/core-errors.js';
import { isKfwError, toError } from '../errors/kfw-error.js';
import type { OutgoingMessage } from '../producing/deliverer.js';
import { CollectedMessages } from '../responding/collected-messages.js';
import { type HandlerRun, inRun } from '../responding/handler-run.js';
import type { TopicPlan } from '../routing/plan.js';
import type { Backlog } from './backlog.js';
import { blame, type Failure } from './blame.js';
import { CallProgress } from './call-progress.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { ConsumerInstance } from './consumer-instance.js';
import { Deadline } from './deadline.js';
import { failedMessage } from './failed-message.js';
import type { LaneReports } from './lane-reports.js';
import type { MessageBatch } from './message-batch.js';
import { runBatch } from './run-batch.js';
import type { Turn } from './turn.js';

export interface HandlingParts {
  readonly plan: TopicPlan;
  readonly backlog: Backlog;
  readonly consumer: ConsumerInstance;
  readonly reports: LaneReports;
  readonly turn: Turn;
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
const transactionTroubles = new Set(['KFW_TRANSACTION_FAILED', 'KFW_TRANSACTION_FENCED', 'KFW_TRANSACTION_IN_DOUBT']);

/** How a call ended. */
export interface CallResult {
  readonly failure: Failure | undefined;
  /** How many of its messages were not begun, at the end: nothing has become of them. */
  readonly left: number;
  /** Messages of which the handler said what becomes of them. */
  readonly said: readonly ConsumedMessage[];
  /** What it said was carried out in the transaction of its run. */
  readonly committed: boolean;
}

export class Handling {
  /** When each running call began, on the clock of `performance`, in the order of beginning. */
  readonly #running = new Set<{ readonly since: number }>();

  /** How many commits in a row have failed. */
  #uncommitted = 0;

  constructor(private readonly parts: HandlingParts) {}

  /** When the longest of the running calls began, on the clock of `performance`. */
  get runningSince(): number | undefined {
    const [first] = this.#running;
    return first?.since;
  }

  /** Calls the handler; never rejects. */
  async run(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallResult> {
    const { plan, reports, signal } = this.parts;
    const call = { since: performance.now() };
    this.#running.add(call);
    try {
      const result = await (plan.transactional ? this.#inTransaction(batch, messages) : this.#call(batch, messages));
      const { failure, said, left, committed } = result;
      const counts = failure === undefined && (committed || !plan.transactional);
      const consumed = counts ? messages.length - left - said.length : 0;
      if (signal.aborted && failure === undefined) reports.returnedLate(batch, undefined);
      else if (consumed > 0) reports.consumed(batch, consumed, performance.now() - call.since);
      return result;
    } finally {
      this.#running.delete(call);
    }
  }

  async #call(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallResult> {
    const { plan, backlog, signal, progressed } = this.parts;
    const told = await this.#handle(batch, messages, undefined);
    if (told.failure !== undefined || signal.aborted) return told;
    const { said } = told;
    // Middleware that never called on has left the batch unhandled on purpose: it counts as done.
    if (said.length === 0 && told.left === 0 && plan.orderOf === undefined) {
      if (backlog.finishThrough(batch.lastOffset)) progressed();
    } else {
      let moved = false;
      for (const message of told.left === 0 ? messages : []) {
        if (message.verdict === undefined && backlog.finish(message.offset)) moved = true;
      }
      if (moved) progressed();
    }
    return told;
  }

  /** All that was sent over these messages counts with them, or nothing. */
  async #inTransaction(batch: MessageBatch, messages: readonly ConsumedMessage[]): Promise<CallResult> {
    const { plan, backlog, signal, progressed, commitRun } = this.parts;
    const collected = new CollectedMessages(plan.consumer.name, plan.topic);
    const told = await this.#handle(batch, messages, collected);
    const sent = [...collected.close()];
    const waits = told.said.some(({ verdict }) => verdict?.say === 'retryAfter');
    const last = messages[messages.length - told.left - 1];
    if (told.failure !== undefined || waits || last === undefined || signal.aborted) return nothingCounts(told);
    for (const message of told.said) {
      const { verdict } = message;
      const { deadLetter } = plan.policy;
      if (verdict?.say !== 'deadLetter' || deadLetter === undefined) continue;
      sent.push(failedMessage(message, plan, deadLetter, { error: undefined, reason: verdict.reason }));
    }
    const tried = messages.slice(0, messages.length - told.left);
    try {
      await commitRun(sent, backlog.tracker.frontierAfter(last.offset));
      this.#uncommitted = 0;
    } catch (thrown) {
      return nothingCounts({ ...told, failure: this.#notCommitted(toError(thrown), tried) });
    }
    if (!signal.aborted && backlog.finishThrough(last.offset)) progressed();
    return { ...told, committed: true };
  }

  /** What a broker refuses is the doing of a message; that a transaction fails otherwise is nobody's, however often. */
  #notCommitted(error: Error, tried: readonly ConsumedMessage[]): Failure {
    const [message] = tried;
    const isRefused = isKfwError(error) && !transactionTroubles.has(error.code);
    if (message === undefined || isRefused)
      return blame(error, tried, undefined, this.parts.backlog.tracker, this.parts.plan.policy);
    return { error, message, attempt: ++this.#uncommitted, as: 'retry', uncommitted: true };
  }

  /** The call itself, and how it ended. Never rejects. */
  async #handle(
    batch: MessageBatch,
    messages: readonly ConsumedMessage[],
    collected: CollectedMessages | undefined,
  ): Promise<CallResult> {
    const { plan, consumer, backlog, reports, signal } = this.parts;
    const {
      handlerTimeoutMs,
      consumer: { name, style },
    } = plan;
    const deadline =
      handlerTimeoutMs === 0
        ? undefined
        : new Deadline(handlerTimeoutMs, signal, () =>
            coreError('KFW_HANDLER_TIMEOUT', { consumer: name, handlerTimeoutMs }),
          );
    const run: HandlerRun = { message: undefined, collected, isOver: false, signal: deadline?.signal };
    const progress = new CallProgress(this.parts, run, deadline);
    for (const message of messages) if (!message.isUntouched) message.takeVerdict();
    try {
      // What is refused is the only message of its call.
      const refusal = messages[0]?.refusal;
      if (refusal !== undefined) throw refusal;
      const calling = inRun(run, () => runBatch(plan, consumer.forCall(), batch, progress));
      await (deadline === undefined
        ? calling
        : deadline.wait(calling, (thrown) =>
            reports.returnedLate(batch, thrown === undefined ? undefined : toError(thrown)),
          ));
      const said = style === 'process' ? progress.said : messages.filter(({ verdict }) => verdict !== undefined);
      const left = progress.interrupted ? messages.length - progress.processed : 0;
      return { failure: undefined, said, left, committed: false };
    } catch (thrown) {
      const failure = blame(toError(thrown), messages, progress.processing, backlog.tracker, plan.policy);
      return { failure, said: progress.said, left: 0, committed: false };
    } finally {
      run.message = undefined;
      run.isOver = true;
      collected?.close();
      deadline?.end();
    }
  }
}

/** All of the run comes again, so what its handler said counts no more; but a message that is to wait does. */
function nothingCounts(told: CallResult): CallResult {
  const waiting = told.failure === undefined ? told.said.filter(({ verdict }) => verdict?.say === 'retryAfter') : [];
  for (const message of told.said) if (!waiting.includes(message)) message.takeVerdict();
  return { ...told, said: waiting };
}
