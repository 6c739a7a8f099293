/**
 * The errors of administrative requests, with what the call knows: its topic, the right that it needs, and a reason in
 * plain words.
 */
import { isKfwError, type KfwError } from '@kfw/core';
import type { Clients } from '../../client/clients.js';
import { transportError } from '../../errors.js';
import { createErrorFromCode, protocolErrorOf } from '../../kafkajs/kafkajs-errors.js';

/** An operation of Kafka's authorizer and the resource that it is for: `Describe` on `topic "users"`. */
export interface NeededRight {
  readonly operation: string;
  readonly resource: string;
}

export interface Refused {
  /** What failed, as in "cannot …". */
  readonly action: string;
  /** By the kind of resource that the cluster refuses. */
  readonly needs?: Readonly<Partial<Record<'topic' | 'group' | 'cluster', NeededRight>>>;
  /** The topic that may be unknown. */
  readonly topic?: string | undefined;
  /** May give the reason in plain words. */
  readonly explain?: ((error: Error) => string | undefined) | undefined;
}

export function onTopic(operation: string, topic: string): { readonly topic: NeededRight } {
  return { topic: { operation, resource: `topic "${topic}"` } };
}

export function onGroup(operation: string, group: string): { readonly group: NeededRight } {
  return { group: { operation, resource: `group "${group}"` } };
}

export function onCluster(operation: string): { readonly cluster: NeededRight } {
  return { cluster: { operation, resource: 'the cluster' } };
}

const kindOfRefusal: Readonly<Record<string, 'topic' | 'group' | 'cluster'>> = {
  TOPIC_AUTHORIZATION_FAILED: 'topic',
  GROUP_AUTHORIZATION_FAILED: 'group',
  CLUSTER_AUTHORIZATION_FAILED: 'cluster',
};

/** `KFW_ACL_MISSING`, `KFW_TOPIC_UNKNOWN` or `KFW_ADMIN_FAILED`; an error of ours as it is. */
export function refusal(
  clients: Pick<Clients, 'reason' | 'redaction'>,
  error: Error,
  { action, needs = {}, topic, explain }: Refused,
): KfwError {
  if (isKfwError(error)) return error;
  const cause = clients.redaction.error(error);
  const type = protocolErrorOf(error);
  const kind = type === undefined ? undefined : kindOfRefusal[type];
  const right = kind && needs[kind];
  if (right !== undefined) return transportError('KFW_ACL_MISSING', { action, ...right }, { cause });
  if (topic !== undefined && type === 'UNKNOWN_TOPIC_OR_PARTITION')
    return transportError('KFW_TOPIC_UNKNOWN', { topic }, { cause });
  const reason = explain?.(error) ?? clients.reason(error);
  return transportError('KFW_ADMIN_FAILED', { action, reason }, { cause });
}

/** kafkajs's error for an error code, with the text of the broker where it sent one; `undefined` for no error. */
export function errorOf(errorCode: number, errorMessage?: string | null): Error | undefined {
  if (errorCode === 0) return undefined;
  const error = createErrorFromCode(errorCode);
  if (errorMessage) error.message = errorMessage;
  return error;
}
