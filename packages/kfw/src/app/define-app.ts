/** The definition of an app, as its boot file exports it. */

import { type Codec, type Listener, type Monitor, suggestName } from '@kfw/core';
import type {
  AppDescription,
  ConsumeMiddleware,
  Partitioner,
  ProduceMiddleware,
  Routes,
  TopicMapper,
} from '@kfw/core/internal';
import type { DeclaredTopics } from '@kfw/operating';
import { kfwError } from '../errors.js';
import type { AppLogger } from '../logging/adopt-logger.js';
import type { ClosingReason, HookContext } from './app-command.js';

/** The definition of an app in its boot file, `kfw.ts` at the app's root. */
export interface AppDefinition {
  /** May be left out when each process runs one consumer, whose `@SubscribesTo` names its topic. */
  readonly routes?: Routes;
  /**
   * The topics that this app declares: the result of `defineTopics`. `kfw topics plan` compares them with the cluster; where
   * `createTopics` is on, missing ones are created as declared when the app connects, and so are those that routes and
   * responders imply.
   */
  readonly topics?: DeclaredTopics;
  /**
   * Refuses to boot with a routed, responder or dead-letter topic that `topics` does not declare: `KFW_TOPICS_UNDECLARED`
   * lists them all. Only for the commands `server`, `console` and `script`; others work all the same. Default false.
   */
  readonly strictTopics?: boolean;
  /** The listeners for events. Default: the log and the process title; an empty list for silence. */
  readonly listeners?: readonly Listener[];
  /** Wraps every consume call of the app, the first outermost. */
  readonly middleware?: readonly ConsumeMiddleware[];
  /** Wraps everything that the app sends, the first outermost: responders, `deliver` and `deliverAsync`. */
  readonly produceMiddleware?: readonly ProduceMiddleware[];
  /**
   * Headers that are copied from a consumed message to the messages sent while it is handled. Default `traceparent`,
   * `tracestate`, `baggage` and `correlation-id`; an empty list for none.
   */
  readonly propagatedHeaders?: readonly string[];
  /** The id of a group on the cluster. Default: `clientId_group`. */
  readonly groupMapper?: (group: string, clientId: string) => string;
  /** The names of topics on a cluster that needs other names than the code, such as a prefix. Default: unchanged. */
  readonly topicMapper?: TopicMapper;
  /** Chooses the partition of a message that names none; `undefined` leaves it to the default, the Java client's. */
  readonly partitioner?: Partitioner;
  /** Payload formats beyond avro, json, raw and text. */
  readonly codecs?: readonly Codec[];
  /**
   * The app's own logger, instead of kfw's: pino's, Fastify's, winston's, Nest's, or any with `debug`, `info`, `warn`
   * and `error`. Everything that `kfw server` and scripts log goes through it. A missing method is reported at boot.
   */
  readonly logger?: AppLogger;
  /** Runs before anything is compiled or connected: subscribe to events here. */
  setup?(app: HookContext & { readonly monitor: Monitor; readonly environment: string }): void | Promise<void>;
  /** Runs when the app is initialised, before anything connects. */
  initialized?(description: AppDescription, context: HookContext): void | Promise<void>;
  /**
   * Runs once when the app ends, however it ends: after the last handler and after all sent messages are delivered,
   * while the connections are still open. Also when `setup` ran and the rest of the boot failed. An error in it is
   * reported and changes no exit code; kfw stops waiting for it after `shutdownTimeoutMs`.
   */
  closing?(why: HookContext & ClosingReason): void | Promise<void>;
}

const appBrand = Symbol.for('kfw.app');

const optionNames = Object.keys({
  routes: true,
  topics: true,
  strictTopics: true,
  listeners: true,
  middleware: true,
  produceMiddleware: true,
  propagatedHeaders: true,
  groupMapper: true,
  topicMapper: true,
  partitioner: true,
  codecs: true,
  logger: true,
  setup: true,
  initialized: true,
  closing: true,
} satisfies Record<keyof AppDefinition, true>);

/** Defines an app; the boot file's default export. Fails with `KFW_APP_OPTION_UNKNOWN` for options that do not exist. */
export function defineApp(definition: AppDefinition): AppDefinition {
  const unknown = Object.keys(definition).filter((name) => !optionNames.includes(name));
  if (unknown.length > 0) {
    const meant = unknown.map((name) => suggestName(name, optionNames));
    throw kfwError('KFW_APP_OPTION_UNKNOWN', { unknown, meant, known: optionNames });
  }
  return Object.freeze({ ...definition, [appBrand]: true });
}

/** Whether the routes come from `drawRoutes`: in JavaScript a file that exports something else compiles. */
export function hasRoutes({ routes }: AppDefinition): boolean {
  const { groups, defaults } = (routes ?? {}) as Partial<Routes>;
  return Array.isArray(groups) && Array.isArray(defaults);
}

export function isAppDefinition(value: unknown): value is AppDefinition {
  return typeof value === 'object' && value !== null && appBrand in value;
}
