/**
 * Reads kafkajs's errors: a description in plain words, whether a retry can help, and the error of ours for a failed
 * connection. kafkajs wraps causes in several ways; the innermost one says the most.
 */
import { type KfwError, toError } from '@kfw/core';
import type { Redaction } from '../client/redaction.js';
import { transportError } from '../errors.js';

/** kafkajs's error for an error code of the protocol. */
export { createErrorFromCode } from 'kafkajs/src/protocol/error.js';

interface KafkajsErrorFields {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly retriable?: unknown;
}

/** The brokers that could not be reached, and where they are configured. */
export interface BrokerSetting {
  readonly brokers: readonly string[];
  readonly brokersSetting: string;
  readonly redaction: Redaction;
}

const descriptions: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset (does the broker expect TLS, or no TLS?)',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name could not be looked up',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connection timed out',
  EPROTO: 'TLS handshake failed (does the broker speak TLS on this port?)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'TLS handshake failed: the broker does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'TLS handshake failed: the broker does not speak TLS on this port',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: a self-signed certificate is in the chain; give its authority as `ca`',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: the certificate is self-signed; give it as `ca`',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: the certificate could not be verified; give its authority as `ca`',
  CERT_HAS_EXPIRED: 'TLS: the certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: the certificate is for another host name',
};

/** The innermost cause, which is where kafkajs keeps the error code. */
export function rootCause(error: Error): Error & KafkajsErrorFields {
  let innermost = error;
  for (let depth = 0; innermost.cause instanceof Error && innermost.cause !== innermost && depth < 10; depth++)
    innermost = innermost.cause;
  return innermost;
}

/** Kafka's name of a protocol error (`NOT_LEADER_FOR_PARTITION`); `undefined` for any other. */
export function protocolErrorOf(error: Error): string | undefined {
  const { type } = rootCause(error);
  return typeof type === 'string' ? type : undefined;
}

/** A description for people, without a full stop. */
export function describeError(error: Error): string {
  const cause = rootCause(error);
  const [first] = 'errors' in cause && Array.isArray(cause.errors) ? cause.errors : [];
  if (first instanceof Error) return describeError(first);
  if (typeof cause.code === 'string' && descriptions[cause.code] !== undefined)
    return descriptions[cause.code] as string;
  if (/timeout/i.test(cause.message) && cause.name === 'KafkaJSConnectionError') return 'connection timed out';
  if (cause.name === 'KafkaJSConnectionClosedError')
    return 'the broker closed the connection (does it expect TLS or SASL?)';
  const type = protocolErrorOf(error);
  const message = cause.message.replace(/\.$/, '');
  return type === undefined ? message : `${message} (${type})`;
}

/** kafkajs marks whether a retry can help; an error that is not kafkajs's is a bug, and a retry cannot. */
export function isRetriable(error: Error): boolean {
  return rootCause(error).retriable === true;
}

/** `KFW_AUTHENTICATION_FAILED` when the credentials were refused, otherwise `KFW_BROKER_UNREACHABLE`. */
export function connectionFailure(thrown: unknown, { brokers, brokersSetting, redaction }: BrokerSetting): KfwError {
  const error = toError(thrown);
  const refused = rootCause(error).name === 'KafkaJSSASLAuthenticationError';
  const code = refused ? 'KFW_AUTHENTICATION_FAILED' : 'KFW_BROKER_UNREACHABLE';
  return transportError(
    code,
    { brokers, setting: brokersSetting, reason: redaction.text(describeError(error)) },
    { cause: redaction.error(error) },
  );
}
