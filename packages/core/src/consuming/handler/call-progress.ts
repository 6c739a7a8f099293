/**
 * The progress of a running call, message by message: a message that `process` has finished is marked at once, and a
 * verdict may end the call.
 */
import type { Message } from '../../contracts/message.js';
import type { HandlerRun } from '../../responding/transaction/handler-run.js';
import type { CallTrace } from '../../tracing/tracer.js';
import type { LaneCore } from '../lane/lane-core.js';
import type { CooperativeYield } from '../timing/cooperative-yield.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { HandlerDeadline } from './handler-deadline.js';
import type { BatchProgress } from './run-batch.js';

export class CallProgress implements BatchProgress {
  /** The message that `process` is running on. */
  processing: Message | undefined;
  processed = 0;
  /** The call does not continue with the next message. */
  interrupted = false;
  /** Messages that `process` returned from with a verdict. */
  readonly verdicts: ConsumedMessage[] = [];
  readonly #marksAtOnce: boolean;

  constructor(
    private readonly core: LaneCore,
    private readonly run: HandlerRun,
    private readonly deadline: HandlerDeadline | undefined,
    private readonly cooperativeYield: CooperativeYield,
    private readonly mayBegin: () => boolean,
    readonly trace: CallTrace | undefined,
  ) {
    this.#marksAtOnce = !core.plan.transactional;
  }

  started(message: Message): void {
    this.processing = message;
    this.run.message = message;
    this.deadline?.restart();
  }

  finished(message: Message): void {
    if (this.deadline?.isOver) return;
    this.processed++;
    this.run.message = undefined;
    // The time between two messages does not count for either.
    this.deadline?.restart();
    const { verdict } = message as ConsumedMessage;
    if (verdict !== undefined) {
      this.verdicts.push(message as ConsumedMessage);
      // The next message must not overtake this one.
      if (verdict.kind !== 'skip') this.interrupted = true;
    } else if (this.#marksAtOnce && !this.core.signal.aborted && this.core.backlog.finish(message.offset)) {
      // Reported at once: the next message may take long, and finished work must not wait for its commit until then.
      this.core.progressed();
    }
  }

  mayContinue(): boolean {
    if (this.interrupted || this.deadline?.isOver) return false;
    this.interrupted = !this.mayBegin();
    return !this.interrupted;
  }

  yieldIfDue(): Promise<void> | undefined {
    return this.cooperativeYield.yieldIfDue();
  }
}
