/**
 * One member of a group: its subscription, its assignment, the join or sync it waits for, and its session timer. The
 * group decides what the end of a session means.
 */
import type { Timer } from '../../clock.js';
import {
  type GroupError,
  type GroupProtocol,
  type JoinReply,
  type JoinRequest,
  type JoinResponse,
  nothing,
  refusedJoin,
  refusedSync,
  type SyncReply,
} from '../group-messages.js';

/** The properties of a member that its join request sets. */
export type MemberTraits = Omit<JoinRequest, 'memberId' | 'memberIdRequired'>;

export class Member {
  readonly id: string;
  /** Set for a static member (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  /** From the request that created the member. */
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs = 0;
  rebalanceTimeoutMs = 0;
  protocols: readonly GroupProtocol[] = [];
  assignment: Buffer = nothing;
  /** Whether it still waits for the response to its first join. */
  isNew = true;
  #join: JoinReply | undefined;
  #sync: SyncReply | undefined;
  #session: Timer | undefined;

  constructor(id: string, traits: MemberTraits) {
    this.id = id;
    this.groupInstanceId = traits.groupInstanceId;
    this.protocolType = traits.protocolType;
    this.clientId = traits.clientId;
    this.clientHost = traits.clientHost;
    this.update(traits);
  }

  /** Applies a join request. Metadata is copied: a slice would keep the whole frame in memory. */
  update(traits: MemberTraits): void {
    this.sessionTimeoutMs = traits.sessionTimeoutMs;
    this.rebalanceTimeoutMs = traits.rebalanceTimeoutMs;
    this.protocols = traits.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
  }

  /** A member with the properties of this one, except for its parked requests. */
  successor(id: string): Member {
    const successor = new Member(id, this);
    successor.assignment = this.assignment;
    successor.isNew = false;
    return successor;
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null;
  }

  get awaitsJoin(): boolean {
    return this.#join !== undefined;
  }

  get awaitsSync(): boolean {
    return this.#sync !== undefined;
  }

  /**
   * A join that is already parked gets REBALANCE_IN_PROGRESS: the member has sent a new one, over another connection.
   */
  parkJoin(reply: JoinReply): void {
    this.respondToJoin(refusedJoin('REBALANCE_IN_PROGRESS', this.id));
    this.#join = reply;
  }

  respondToJoin(response: JoinResponse): void {
    const reply = this.#join;
    this.#join = undefined;
    reply?.(response);
  }

  parkSync(reply: SyncReply): void {
    this.respondToSync('REBALANCE_IN_PROGRESS');
    this.#sync = reply;
  }

  /** Answers the parked sync. Returns whether there was one. */
  respondToSync(error: GroupError): boolean {
    const reply = this.#sync;
    this.#sync = undefined;
    reply?.(error === 'NONE' ? { error, assignment: this.assignment } : refusedSync(error));
    return reply !== undefined;
  }

  /** Whether `protocols` equal its current ones, so that joining with them changes nothing. */
  matches(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      this.protocols.every(({ name, metadata }, index) => {
        const other = protocols[index];
        return other?.name === name && other.metadata.equals(metadata);
      })
    );
  }

  metadataOf(protocolName: string): Buffer {
    return this.protocols.find(({ name }) => name === protocolName)?.metadata ?? nothing;
  }

  /**
   * Ends the member: its parked requests are rejected, its session is over. `responseId` is the member id in the
   * response to a join.
   */
  dismiss(error: GroupError, responseId = ''): void {
    this.renewSession(undefined);
    this.respondToJoin(refusedJoin(error, responseId));
    this.respondToSync(error);
  }

  /** Sets the timer of the current session and cancels the previous one. */
  renewSession(timer: Timer | undefined): void {
    this.#session?.cancel();
    this.#session = timer;
  }
}
