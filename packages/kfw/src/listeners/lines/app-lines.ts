/** The lines about the app as a whole: its boot, its connections, its stop, and failures outside of handlers. */
import type { KfwEvents } from '@kfw/core';
import type { LaneStatus, RunningWork } from '@kfw/core/internal';
import { withoutCredentials } from '../../config/secrets/without-credentials.js';
import { type ErrorLines, type LinesOf, line, timed } from './event-line.js';
import { formatCount, formatDuration, formatPartition } from './format-values.js';
import { loopBlocked } from './stall-sentences.js';

type AppEvent =
  | `app.${string}`
  | 'config.warned'
  | 'schema.warned'
  | 'connection.retrying'
  | 'health.listening'
  | 'signal.received'
  | 'loop.blocked'
  | 'listener.failed'
  | `transport.${string}`;

export function appLines({ describe, failed, verbose }: ErrorLines): LinesOf<AppEvent> {
  return {
    'app.initialized': (event) =>
      line(
        'info',
        { ...event, brokers: event.brokers.map(withoutCredentials), registry: shown(event.registry) },
        `${event.clientId} is set up for ${event.environment} with kfw ${event.kfwVersion}`,
      ),
    'config.warned': (event) => line('warn', { ...event }, event.message),
    'schema.warned': (event) => line('warn', { ...event }, `${event.schema} at ${event.path}: ${event.message}`),
    'connection.retrying': (event) => {
      const addresses = event.addresses.map(withoutCredentials);
      const { cause, ...described } = describe(event.error).error;
      // The message holds the reason, and is repeated with each attempt.
      const error = verbose && cause !== undefined ? { ...described, cause } : described;
      // The message names the addresses and the setting.
      const sentence = `${error.message} Trying again in ${formatDuration(event.retryInMs)}.`;
      return line('warn', { ...event, addresses, error }, sentence);
    },
    'app.connected': (event) => {
      const brokers = event.brokers.map(withoutCredentials);
      const registry = shown(event.registry);
      const both = registry === undefined ? '' : ` and the registry ${registry}`;
      return line('info', { brokers, registry }, `connected to ${brokers.join(', ')}${both}`);
    },
    'app.running': (event) =>
      line('info', event, `running ${formatCount(event.groups.length, 'group')}: ${event.groups.join(', ')}`),
    'health.listening': (event) =>
      line('info', event, `health is served at http://${event.address}: ${event.paths.join(', ')}`),
    'signal.received': (event) => line('info', event, `received ${event.signal}`),
    'app.quieting': (event) =>
      line(
        'info',
        event,
        `taking no new work until it is stopped (${event.reason}); this cannot be undone: SIGTERM or Ctrl-C stops it`,
      ),
    'app.inspected': (event) =>
      line(
        'info',
        event,
        [
          `${event.state}, ${joining(event)}${formatCount(event.lanes.length, 'partition')}`,
          ...event.lanes.map(laneLine),
        ].join('\n'),
      ),
    'app.stopping': (event) => line('info', event, `stopping (${event.reason})`),
    'app.stopFailed': (event) => failed('error', event, 'an error while stopping'),
    'app.closingFailed': (event) => failed('error', event, 'closing() of the app failed'),
    'app.stopped': (event) => line('info', timed(event), `stopped in ${formatDuration(event.durationMs)}`),
    'app.stopForced': (event) => {
      const running = event.running.map(
        (work) => `${caller(work)} on ${formatPartition(work)} of ${work.group} for ${formatDuration(work.runningMs)}`,
      );
      const what = running.length === 0 ? 'nothing was still running' : `still running: ${running.join('; ')}`;
      return line('error', event, `the stop was forced; ${what}`);
    },
    'loop.blocked': (event) => line('error', event, loopBlocked(event)),
    'listener.failed': (event) => failed('error', event, `a listener of ${event.listened} failed`),
    'transport.warned': (event) => line(clientLevel(event), { detail: event.detail }, clientMessage(event)),
    'transport.failed': (event) => line(clientLevel(event), { detail: event.detail }, clientMessage(event)),
  };
}

/**
 * The Kafka client names the part of it that logs (`from`). It logs each failed request and each of its own retries;
 * kfw has its own lines for their results, so the client's are for debugging. The transport's own messages are
 * warnings.
 */
function clientLevel({ detail }: KfwEvents['transport.failed']): 'debug' | 'warn' {
  return detail.from === undefined ? 'warn' : 'debug';
}

function clientMessage({ message, detail }: KfwEvents['transport.failed']): string {
  return typeof detail.error === 'string' ? `${message}: ${detail.error}` : message;
}

/** `users[0] of shop_example: UsersConsumer running for 3.2 s, 12 messages (2,400 bytes) unfinished, 40 behind, the oldest is 34 s old`. */
function laneLine(lane: LaneStatus): string {
  const { group, consumer, state, runningMs, retryInMs, resumesInMs, dueInMs } = lane;
  const { backlogMessages, backlogBytes, unmarked, lag, lagSeconds } = lane;
  const since = runningMs === undefined ? '' : ` for ${formatDuration(runningMs)}`;
  const waitsMs = retryInMs ?? resumesInMs ?? dueInMs;
  const until = waitsMs === undefined ? '' : `, continues in ${formatDuration(waitsMs)}`;
  const { outage } = lane;
  const down =
    outage === undefined
      ? ''
      : `, waiting for something that is down for ${formatDuration(outage.forMs)} (${outage.reason})`;
  const waiting = `${formatCount(backlogMessages, 'message')} (${formatCount(backlogBytes, 'byte')}) unfinished`;
  const handled = unmarked ? `, ${unmarked} handled but not marked` : '';
  const behind = lag === undefined ? '' : `, ${lag} behind`;
  const age = lagSeconds ? `, the oldest is ${formatDuration(lagSeconds * 1_000)} old` : '';
  return `${formatPartition(lane)} of ${group}: ${consumer} ${state}${since}${until}${down}, ${waiting}${handled}${behind}${age}`;
}

/** The groups that this member has not joined yet. */
function joining({ joining: groups }: KfwEvents['app.inspected']): string {
  return groups.length === 0 ? '' : `joining ${groups.join(', ')}, `;
}

/** `UsersConsumer`, or `onShutdown of UsersConsumer`. */
function caller({ consumer, callback }: RunningWork): string {
  return callback === undefined ? consumer : `${callback} of ${consumer}`;
}

function shown(address: string | undefined): string | undefined {
  return address === undefined ? undefined : withoutCredentials(address);
}
