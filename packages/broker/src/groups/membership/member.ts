/**
 * One member of a group: what it asked for, its assignment, the join or the sync it waits for, and its session. The
 * session's timer is kept here; what its end means is the group's to say.
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

/** What a join tells of its member. */
export type MemberTraits = Omit<JoinRequest, 'memberId' | 'memberIdRequired'>;

export class Member {
  readonly id: string;
  /** Set for a static member (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly protocolType: string;
  /** Of the join that made it a member. */
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs = 0;
  rebalanceTimeoutMs = 0;
  protocols: readonly GroupProtocol[] = [];
  assignment: Buffer = nothing;
  /** Whether it still waits for the answer to its first join. */
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

  /** Takes over what a join asks for. Metadata is copied: a slice would keep the whole frame alive. */
  update(traits: MemberTraits): void {
    this.sessionTimeoutMs = traits.sessionTimeoutMs;
    this.rebalanceTimeoutMs = traits.rebalanceTimeoutMs;
    this.protocols = traits.protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata) }));
  }

  /** A member that has all of this one, except for what this one waits for. */
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

  /** A join that still waits is told to come again: its member has asked anew, over another connection. */
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

  /** Answers the parked sync, if there is one, and says whether there was. */
  respondToSync(error: GroupError): boolean {
    const reply = this.#sync;
    this.#sync = undefined;
    reply?.(error === 'NONE' ? { error, assignment: this.assignment } : refusedSync(error));
    return reply !== undefined;
  }

  /** Whether `protocols` are the ones it has, so that joining with them changes nothing. */
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

  /** Ends it: what it waits for is refused, its session is over. `responseId` goes with the answer to a join. */
  dismiss(error: GroupError, responseId = ''): void {
    this.renewSession(undefined);
    this.respondToJoin(refusedJoin(error, responseId));
    this.respondToSync(error);
  }

  /** The timer of the session that runs now; the one before is cancelled. */
  renewSession(timer: Timer | undefined): void {
    this.#session?.cancel();
    this.#session = timer;
  }
}
