/** Reads the status of a server once, bounded in time and size. */
import { toError } from '@kfw/core';
import { systemCode } from '../../system-code.js';
import { cliError } from '../errors.js';
import { parseStatus, type ServerStatus } from './server-status.js';

export interface StatusReading {
  readonly status: ServerStatus;
  /** As the server sent it. */
  readonly sent: Readonly<Record<string, unknown>>;
}

const timeoutMs = 3_000;
/** Ten thousand partitions have about 6 MB. */
export const mostBytes = 32 * 1_024 * 1_024;

/**
 * Throws `KFW_SERVER_UNREACHABLE` or `KFW_STATUS_INVALID`, with an error whose message is the reason alone as `cause`, or the
 * reason of `signal`.
 */
export async function readStatus(url: string, signal: AbortSignal): Promise<StatusReading> {
  const invalid = (found: string) => cliError('KFW_STATUS_INVALID', { url, found }, { cause: new Error(found) });
  const timeout = AbortSignal.timeout(timeoutMs);
  let text: string | undefined;
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, timeout]),
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw invalid(`the response has the HTTP status ${response.status}`);
    }
    text = await textOf(response);
  } catch (thrown) {
    signal.throwIfAborted();
    if (isOurs(thrown)) throw thrown;
    const reason = timeout.aborted ? `no response within ${timeoutMs / 1_000} s` : reasonOf(thrown);
    throw cliError('KFW_SERVER_UNREACHABLE', { url, reason }, { cause: new Error(reason, { cause: thrown }) });
  }
  if (text === undefined) throw invalid(`the response has more than ${mostBytes / 1_024 / 1_024} MB`);
  const sent = parseJson(text);
  if (sent === undefined) throw invalid('the response is not a JSON object');
  const status = parseStatus(sent);
  if (typeof status === 'string') throw invalid(status);
  return { status, sent };
}

/** `undefined` when it is too large. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function isOurs(thrown: unknown): boolean {
  return systemCode(thrown) === 'KFW_STATUS_INVALID';
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host could not be looked up',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak HTTPS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak HTTPS',
};

/** `fetch` hides the error of the system behind its own. */
function reasonOf(thrown: unknown): string {
  const { cause } = toError(thrown);
  const code = String(systemCode(cause ?? thrown));
  // Those of OpenSSL have several lines.
  const [line = ''] = toError(cause ?? thrown)
    .message.trim()
    .split('\n', 1);
  return reasons[code] ?? line;
}
