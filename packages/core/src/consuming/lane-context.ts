/** What a lane gives to its consumer: where it is, and what it may ask for. A partition that is lost takes no orders. */
import type { CallOptions, ResponderReport } from '../contracts/responder.js';
import { coreError } from '../errors/core-errors.js';
import type { Logger } from '../ports/logger.js';
import type { Backlog } from './backlog.js';
import type { ConsumerContext } from './consumer.js';
import type { SeekTarget } from './locate.js';
import type { Rest } from './rest.js';
import type { Seeking } from './seeking.js';

export interface LaneParts {
  readonly place: {
    readonly group: string;
    readonly topic: string;
    readonly partition: number;
    readonly consumer: string;
  };
  /** What is done is decided by a transaction, not by marking. */
  readonly transactional: boolean;
  /** Messages of a partition are handled in its order. */
  readonly inOrder: boolean;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly backlog: Backlog;
  readonly rest: Rest;
  readonly seeking: Seeking;
  readonly progressed: () => void;
  readonly respond: (input: unknown, options: CallOptions) => Promise<ResponderReport>;
}

export class LaneContext implements ConsumerContext {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;

  constructor(private readonly parts: LaneParts) {
    this.group = parts.place.group;
    this.topic = parts.place.topic;
    this.partition = parts.place.partition;
    this.logger = parts.logger;
    this.signal = parts.signal;
  }

  isRevoked(): boolean {
    return this.signal.aborted;
  }

  mark(offset: number): boolean {
    this.#checkMarking();
    if (this.signal.aborted) return false;
    if (this.parts.backlog.mark(offset)) this.parts.progressed();
    return true;
  }

  markThrough(offset: number): boolean {
    this.#checkMarking();
    const { inOrder, place } = this.parts;
    if (!inOrder) throw coreError('KFW_MARK_UNORDERED', { consumer: place.consumer, topic: place.topic });
    if (this.signal.aborted) return false;
    if (this.parts.backlog.markThrough(offset)) this.parts.progressed();
    return true;
  }

  async seek(target: SeekTarget): Promise<void> {
    if (!this.signal.aborted) await this.parts.seeking.to(target);
  }

  pause(ms: number): void {
    this.parts.rest.pause(ms);
  }

  resume(): void {
    this.parts.rest.resume();
  }

  respond(input: unknown, options: CallOptions): Promise<ResponderReport> {
    return this.parts.respond(input, options);
  }

  #checkMarking(): void {
    const { transactional, place } = this.parts;
    if (transactional) throw coreError('KFW_MARK_TRANSACTIONAL', { consumer: place.consumer, topic: place.topic });
  }
}
