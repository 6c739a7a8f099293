/** What a lane gives to its consumer: where it is, and what it may ask for. A partition that is lost takes no orders. */
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Logger } from '../../ports/logger.js';
import type { Backlog } from '../buffer/backlog.js';
import type { ConsumerContext } from '../handler/consumer.js';
import type { LanePauses } from './lane-pauses.js';
import type { PendingSeek } from './pending-seek.js';
import type { SeekTarget } from './resolve-seek-target.js';

export interface LaneContextParts {
  readonly identity: {
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
  readonly pauses: LanePauses;
  readonly pendingSeek: PendingSeek;
  readonly progressed: () => void;
  readonly respond: (input: unknown, options: CallOptions) => Promise<ResponderReport>;
}

export class LaneContext implements ConsumerContext {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;

  constructor(private readonly parts: LaneContextParts) {
    this.group = parts.identity.group;
    this.topic = parts.identity.topic;
    this.partition = parts.identity.partition;
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
    const { inOrder, identity } = this.parts;
    if (!inOrder) throw coreError('KFW_MARK_UNORDERED', { consumer: identity.consumer, topic: identity.topic });
    if (this.signal.aborted) return false;
    if (this.parts.backlog.markThrough(offset)) this.parts.progressed();
    return true;
  }

  async seek(target: SeekTarget): Promise<void> {
    if (!this.signal.aborted) await this.parts.pendingSeek.request(target);
  }

  pause(ms: number): void {
    this.parts.pauses.pause(ms);
  }

  resume(): void {
    this.parts.pauses.resume();
  }

  respond(input: unknown, options: CallOptions): Promise<ResponderReport> {
    return this.parts.respond(input, options);
  }

  #checkMarking(): void {
    const { transactional, identity } = this.parts;
    if (transactional)
      throw coreError('KFW_MARK_TRANSACTIONAL', { consumer: identity.consumer, topic: identity.topic });
  }
}
