/** How far a call has come, message by message: what `process` has finished is done at once, and what it says ends the call. */
import type { Message } from '../../contracts/message.js';
import type { HandlerRun } from '../../responding/transaction/handler-run.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { HandlerDeadline } from './handler-deadline.js';
import type { HandlerRunnerParts } from './handler-runner.js';
import type { BatchProgress } from './run-batch.js';

type CallProgressParts = Pick<
  HandlerRunnerParts,
  'plan' | 'backlog' | 'cooperativeYield' | 'signal' | 'mayBegin' | 'progressed'
>;

export class CallProgress implements BatchProgress {
  /** The message that `process` is at. */
  processing: Message | undefined;
  processed = 0;
  /** It does not go on to the next message. */
  interrupted = false;
  /** What `process` said of messages that it returned from. */
  readonly verdicts: ConsumedMessage[] = [];
  readonly #marksAtOnce: boolean;

  constructor(
    private readonly parts: CallProgressParts,
    private readonly run: HandlerRun,
    private readonly deadline: HandlerDeadline | undefined,
  ) {
    this.#marksAtOnce = !parts.plan.transactional;
  }

  started(message: Message): void {
    this.processing = message;
    this.run.message = message;
    this.deadline?.restart();
  }

  finished(message: Message): void {
    if (this.deadline?.isOver) return;
    const { backlog, signal, progressed } = this.parts;
    this.processed++;
    this.run.message = undefined;
    // What comes between two messages is not this one's time.
    this.deadline?.restart();
    const { verdict } = message as ConsumedMessage;
    if (verdict !== undefined) {
      this.verdicts.push(message as ConsumedMessage);
      // What comes next must not overtake it.
      if (verdict.kind !== 'skip') this.interrupted = true;
    } else if (this.#marksAtOnce && !signal.aborted && backlog.finish(message.offset)) {
      // Told at once: the next message may take long, and what is finished must not wait for its commit until then.
      progressed();
    }
  }

  mayContinue(): boolean {
    if (this.interrupted || this.deadline?.isOver) return false;
    this.interrupted = !this.parts.mayBegin();
    return !this.interrupted;
  }

  yieldIfDue(): Promise<void> | undefined {
    return this.parts.cooperativeYield.yieldIfDue();
  }
}
