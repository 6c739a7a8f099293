/** How far a call has come, message by message: what `process` has finished is done at once, and what it says ends the call. */
import type { Message } from '../contracts/message.js';
import type { HandlerRun } from '../responding/handler-run.js';
import type { ConsumedMessage } from './consumed-message.js';
import type { Deadline } from './deadline.js';
import type { HandlingParts } from './handling.js';
import type { BatchProgress } from './run-batch.js';

type ProgressParts = Pick<HandlingParts, 'plan' | 'backlog' | 'turn' | 'signal' | 'mayBegin' | 'progressed'>;

export class CallProgress implements BatchProgress {
  /** The message that `process` is at. */
  processing: Message | undefined;
  processed = 0;
  /** It does not go on to the next message. */
  interrupted = false;
  /** What `process` said of messages that it returned from. */
  readonly said: ConsumedMessage[] = [];
  readonly #counts: boolean;

  constructor(
    private readonly parts: ProgressParts,
    private readonly run: HandlerRun,
    private readonly deadline: Deadline | undefined,
  ) {
    this.#counts = !parts.plan.transactional;
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
      this.said.push(message as ConsumedMessage);
      // What comes next must not overtake it.
      if (verdict.say !== 'skip') this.interrupted = true;
    } else if (this.#counts && !signal.aborted && backlog.finish(message.offset)) {
      // Told at once: the next message may take long, and what is finished must not wait for its commit until then.
      progressed();
    }
  }

  goOn(): boolean {
    if (this.interrupted || this.deadline?.isOver) return false;
    this.interrupted = !this.parts.mayBegin();
    return !this.interrupted;
  }

  giveWay(): Promise<void> | undefined {
    return this.parts.turn.giveWay();
  }
}
