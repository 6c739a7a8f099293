/**
 * The plan: the compiled routes and decorators. Made once at boot of frozen plain objects; the hot path reads it and never
 * reflects.
 */
import type { ConsumeMiddleware, ConsumerContract } from '../../contracts/consumer-contract.js';
import type { ResponderClass } from '../../contracts/responder-contract.js';
import type { PayloadReader, PayloadWriter, Schema } from '../../ports/codec.js';
import type { StartFrom } from '../../ports/transport.js';
import type { CallbackKind } from '../declare/metadata.js';
import type { OrderOf } from '../options/ordering.js';
import type { FailurePolicy } from './failure-policy.js';

export interface Plan {
  readonly clientId: string;
  readonly groups: readonly GroupPlan[];
}

export interface GroupPlan {
  /** As drawn: `example`. */
  readonly name: string;
  /** As the broker sees it: `shop_example`. */
  readonly id: string;
  readonly topics: readonly TopicPlan[];
}

/** Stands for the topics of a route that is drawn with a regular expression. */
export interface PatternPlan {
  /** Whether a topic of that name is this route's, and no other's of the group. */
  test(topic: string): boolean;
  /** The plan of one of its topics. */
  planOf(topic: string): TopicPlan;
}

export interface TopicPlan {
  /** As drawn; that of a pattern is the pattern as it is written, `/^orders\./`. */
  readonly topic: string;
  readonly pattern?: PatternPlan | undefined;
  /** Id of its group. */
  readonly group: string;
  readonly active: boolean;
  readonly startFrom: StartFrom;
  readonly maxMessages: number;
  readonly maxWaitMs: number;
  readonly persistentConsumer: boolean;
  /** What becomes of messages that fail. */
  readonly policy: FailurePolicy;
  /** The topic, as drawn, whose failed messages are tried again in this one. */
  readonly retryOf: string | undefined;
  readonly delayMs: number;
  /** 0: however old. */
  readonly maxAgeMs: number;
  /** What a message must be handled in order with; `undefined` when its partition is handled in order as a whole. */
  readonly orderOf: OrderOf | undefined;
  /** Most handler calls at once for one partition. */
  readonly maxConcurrentCalls: number;
  /** 0: none. */
  readonly handlerTimeoutMs: number;
  readonly maxPartitionBufferBytes: number;
  readonly manualOffsets: boolean;
  readonly transactional: boolean;
  readonly middleware: readonly ConsumeMiddleware[];
  readonly consumer: ConsumerPlan;
  readonly responder: ResponderClass | undefined;
  /** What `respondWith` says when there is no responder. */
  readonly expectedResponder: string;
  readonly schema: Schema;
  readonly keySchema: Schema;
  readonly value: PayloadReader;
  readonly key: PayloadReader;
}

export interface ConsumerPlan {
  readonly name: string;
  readonly style: 'process' | 'consume';
  create(): ConsumerContract;
  readonly callbacks: Readonly<Record<CallbackKind, readonly (string | symbol)[]>>;
}

export interface ResponderPlan {
  readonly name: string;
  /** Whether each call is one transaction. */
  readonly atomic: boolean;
  readonly topics: ReadonlyMap<string, ResponderTopicPlan>;
}

export interface ResponderTopicPlan {
  readonly topic: string;
  readonly schema: Schema;
  readonly keySchema: Schema;
  readonly required: boolean;
  readonly multiple: boolean;
  /** Whether its messages get an event id. */
  readonly eventId: boolean;
  readonly partitionKey: ((payload: unknown) => string | Uint8Array) | undefined;
  readonly value: PayloadWriter;
  readonly key: PayloadWriter;
}
