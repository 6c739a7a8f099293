/** A client of hot-shots that buffers lines in datagrams, looks names up rarely, and reports errors to one function. */
import type { SocketOptions } from 'node:dgram';
import { type ClientOptions, StatsD } from 'hot-shots';
import { cachedLookup } from './cached-lookup.js';
import type { StatsdOptions } from './statsd-options.js';

/** Datadog's sizes: a datagram that no network between splits, and the largest that its agent reads from a socket. */
const udpBytes = 1_432;
const unixBytes = 8_192;

type Environment = Readonly<Record<string, string | undefined>>;

export function createClient(
  options: StatsdOptions,
  errorHandler: (error: Error) => void,
  env: Environment = process.env,
): StatsD {
  return new StatsD({
    ...transportOf(options, env),
    ...tagsOf(options),
    bufferFlushInterval: Math.min(1_000, options.intervalMs),
    closingFlushInterval: 10,
    // hot-shots would count itself once a variable of Datadog is set.
    includeDatadogTelemetry: false,
    // hot-shots adds the type, by the address that it has in the end.
    udpSocketOptions: { lookup: cachedLookup() } as SocketOptions,
    errorHandler,
  });
}

function transportOf({ tags, host, port, path }: StatsdOptions, env: Environment): ClientOptions {
  if (path !== undefined) return { protocol: 'uds', path, maxBufferSize: unixBytes };
  if (host === undefined && port === undefined && tags === 'datadog') {
    const { DD_DOGSTATSD_URL: url, DD_DOGSTATSD_SOCKET: socket, DD_AGENT_HOST: agent } = env;
    // hot-shots reads the variables only when it gets no address.
    if (url || socket) return { maxBufferSize: socket || url?.startsWith('unix') ? unixBytes : udpBytes };
    if (agent) return { maxBufferSize: udpBytes };
    return { host: '127.0.0.1', maxBufferSize: udpBytes };
  }
  // Datadog's variables are not about StatsD without tags, which hot-shots does not know.
  return { host: host ?? '127.0.0.1', port: port ?? 8125, maxBufferSize: udpBytes };
}

function tagsOf({ tags, globalTags }: StatsdOptions): ClientOptions {
  if (tags === 'none') return { datadog: false, includeDataDogTags: false };
  return globalTags === undefined ? {} : { globalTags: { ...globalTags } };
}
