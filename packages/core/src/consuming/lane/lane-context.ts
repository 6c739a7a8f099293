/**
 * The context that a lane gives to its consumer: its partition, and marking, seeking, pausing and responding. On a lost
 * partition marks and seeks do nothing.
 */
import type { CallOptions, ResponderReport } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Logger } from '../../ports/logger.js';
import type { ConsumerContext } from '../handler/consumer.js';
import type { LaneCore } from './lane-core.js';
import type { LanePauses } from './lane-pauses.js';
import type { PendingSeek } from './pending-seek.js';
import type { SeekTarget } from './resolve-seek-target.js';

export interface LaneContextParts {
  readonly pauses: LanePauses;
  readonly pendingSeek: PendingSeek;
  readonly logger: Logger;
  respond(input: unknown, options: CallOptions): Promise<ResponderReport>;
}

export class LaneContext implements ConsumerContext {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;

  constructor(
    private readonly core: LaneCore,
    private readonly parts: LaneContextParts,
  ) {
    const { identity } = core.events;
    this.group = identity.group;
    this.topic = identity.topic;
    this.partition = identity.partition;
    this.logger = parts.logger;
    this.signal = core.signal;
  }

  isRevoked(): boolean {
    return this.signal.aborted;
  }

  mark(offset: number): boolean {
    this.#checkMarking();
    if (this.signal.aborted) return false;
    if (this.core.backlog.mark(offset)) this.core.progressed();
    return true;
  }

  markThrough(offset: number): boolean {
    this.#checkMarking();
    const { orderOf, consumer, topic } = this.core.plan;
    if (orderOf !== undefined) throw coreError('KFW_MARK_UNORDERED', { consumer: consumer.name, topic });
    if (this.signal.aborted) return false;
    if (this.core.backlog.markThrough(offset)) this.core.progressed();
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
    const { transactional, consumer, topic } = this.core.plan;
    if (transactional) throw coreError('KFW_MARK_TRANSACTIONAL', { consumer: consumer.name, topic });
  }
}
