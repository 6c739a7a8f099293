/**
 * Recognises errors of an outage (a database, a service or the network is down), as opposed to faults of a message, across
 * the clients that apps use: by the error itself, else by its causes.
 *
 * Codes: Node's and c-ares' system errors, undici's, SQLSTATE classes 08, 53 and 57P (PostgreSQL, appendix A), those of
 * postgres.js, Prisma and MySQL clients, and kfw's own for Kafka and the registry.
 */

const codes: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOTCONN', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENETRESET'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_SOCKET'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['P1001', 'P1002', 'P1017', 'P2024'],
  ...['PROTOCOL_CONNECTION_LOST', 'ER_CON_COUNT_ERROR', 'ER_SERVER_SHUTDOWN'],
  ...['NR_CLOSED', 'UNCERTAIN_STATE'],
  ...['KFW_BROKER_UNREACHABLE', 'KFW_REGISTRY_UNREACHABLE', 'KFW_STARTUP_TIMEOUT', 'KFW_TOPIC_UNAVAILABLE'],
  ...['KFW_DELIVERY_EXPIRED', 'KFW_DELIVERY_UNANSWERED', 'KFW_DELIVERY_UNCONFIRMED'],
  ...['KFW_TRANSACTION_FAILED', 'KFW_TRANSACTION_IN_DOUBT'],
]);

const sqlState = /^(?:(?:08|53)[0-9A-Z]{3}|57P[0-9A-Z]{2})$/;

const statuses: ReadonlySet<unknown> = new Set([502, 503, 504]);

/** Classes of clients whose errors carry no code. */
const names: ReadonlySet<unknown> = new Set([
  // ioredis, node-redis
  ...['MaxRetriesPerRequestError', 'SocketClosedUnexpectedlyError', 'ConnectionTimeoutError', 'SocketTimeoutError'],
  ...['ClientOfflineError', 'ReconnectStrategyError', 'DisconnectsClientError'],
  // MongoDB, kafkajs
  ...['MongoNetworkError', 'MongoNetworkTimeoutError', 'MongoServerSelectionError'],
  ...['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError'],
]);

/** Texts of clients whose errors carry neither a code nor a class, in full: a word alone may mean anything. */
const texts: readonly RegExp[] = [
  /\bsocket hang up\b/i,
  // Redis and Valkey, while they start, fail over or are not reachable
  /^(?:LOADING \w+ is loading the dataset|MASTERDOWN Link with MASTER is down|CLUSTERDOWN )/,
  /^READONLY You can't write against a read only/,
  /^Connection is closed\.?$/,
  /^Reached the max retries per request limit/,
  /^Stream isn't writeable and enableOfflineQueue options is false/,
  /^Socket closed unexpectedly$/,
  // pg and pg-pool
  /^Connection terminated(?: unexpectedly| due to connection timeout)?$/,
  /^timeout exceeded when trying to connect$/,
  /^timeout expired$/,
  /^Client has encountered a connection error and is not queryable$/,
  // gRPC
  /^14 UNAVAILABLE\b/,
];

/** Where clients and mappers keep the error that they met. */
const causes = ['cause', 'original', 'driverError'] as const;

/** Who looks through more must be given a made-up error. */
const mostErrors = 200;

const longestText = 500;

/**
 * Whether an error means that something is down: a connection that was refused, reset, closed or timed out, a host that
 * cannot be reached or resolved, HTTP 502 to 504, PostgreSQL's SQLSTATE classes 08, 53 and 57P, a Redis that loads, Kafka or
 * the registry away; also of one of its `cause`s. Of an `AggregateError`, all of its errors must. A handler that ran out
 * of its own time (`KFW_HANDLER_TIMEOUT`, an `AbortError`) is not an outage. Never throws.
 *
 * For `errors: { outage: [isOutage] }` of a route or of the app's `defaults`.
 */
export function isOutage(error: unknown): boolean {
  try {
    return classify(error, new Map());
  } catch {
    return false;
  }
}

interface ErrorFields {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly sqlState?: unknown;
  readonly syscall?: unknown;
  readonly status?: unknown;
  readonly statusCode?: unknown;
  readonly response?: { readonly status?: unknown; readonly statusCode?: unknown } | null;
  readonly errors?: unknown;
  readonly undelivered?: unknown;
  readonly cause?: unknown;
  readonly original?: unknown;
  readonly driverError?: unknown;
}

/** `known` holds the answer for each error that was looked at; `false` for one that is being looked at: a circle. */
function classify(thrown: unknown, known: Map<object, boolean>): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false;
  const before = known.get(thrown);
  if (before !== undefined) return before;
  if (known.size >= mostErrors) return false;
  known.set(thrown, false);
  const result = isOutageItself(thrown, known);
  known.set(thrown, result);
  return result;
}

function isOutageItself(error: ErrorFields & object, known: Map<object, boolean>): boolean {
  if (isOwnDeadline(error)) return false;
  const parts = partsOf(error);
  // Of addresses that were tried at once, one that refuses for another reason is a reason.
  if (parts !== undefined) return parts.length <= mostErrors && parts.every((part) => classify(part, known));
  if (isItself(error)) return true;
  return causes.some((name) => classify(error[name], known));
}

/** What an aggregate is made of; so are deliveries of several messages. */
function partsOf({ name, errors, undelivered }: ErrorFields): readonly unknown[] | undefined {
  if (Array.isArray(undelivered) && undelivered.length > 0) return undelivered.map((each) => each?.error);
  return name === 'AggregateError' && Array.isArray(errors) && errors.length > 0 ? errors : undefined;
}

function isOwnDeadline({ name, code }: ErrorFields): boolean {
  return name === 'AbortError' || name === 'CanceledError' || code === 'KFW_HANDLER_TIMEOUT' || code === 'ABORT_ERR';
}

function isItself(error: ErrorFields & object): boolean {
  const { code, response, message } = error;
  if (codes.has(code) || [code, error.sqlState].some((state) => typeof state === 'string' && sqlState.test(state))) {
    return true;
  }
  // A server on a local socket that is gone has no file any more.
  if (code === 'ENOENT' && error.syscall === 'connect') return true;
  if ([error.status, error.statusCode, response?.status, response?.statusCode].some((status) => statuses.has(status))) {
    return true;
  }
  if (names.has(error.name) || names.has(error.constructor?.name)) return true;
  // What `AbortSignal.timeout` ends a request with.
  if (error.name === 'TimeoutError' && code === DOMException.TIMEOUT_ERR) return true;
  return typeof message === 'string' && message.length <= longestText && texts.some((text) => text.test(message));
}
