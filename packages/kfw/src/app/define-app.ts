import type {
  AppDescription,
  Codec,
  ConsumeMiddleware,
  Monitor,
  Partitioner,
  ProduceMiddleware,
  Routes,
  TopicMapper,
} from '@kfw/core';
import type { Listener } from '../listeners/listener.js';
import type { AppLogger } from '../logging/adopt-logger.js';
import type { ClosingReason, HookContext } from './app-command.js';

/** What the boot file, `kfw.ts` at an app's root, says about the app. */
export interface AppDefinition {
  /** May be left out when each process runs one consumer, which says its topic with `@SubscribesTo`. */
  readonly routes?: Routes;
  /** What hears of events: the log and the process title by default; an empty list for silence. */
  readonly listeners?: readonly Listener[];
  /** Wraps every consume call of the app, the first outermost. */
  readonly middleware?: readonly ConsumeMiddleware[];
  /** Wraps everything that the app sends, the first outermost: responders, `deliver` and `deliverAsync`. */
  readonly produceMiddleware?: readonly ProduceMiddleware[];
  /**
   * Headers that go on from a consumed message to what is sent while it is handled. Default `traceparent`, `tracestate`,
   * `baggage` and `correlation-id`; an empty list for none.
   */
  readonly propagatedHeaders?: readonly string[];
  /** Names a group for the broker. Default: `clientId_group`. */
  readonly groupMapper?: (group: string, clientId: string) => string;
  /** Names topics for a cluster that wants others than the code's, such as a prefix. Default: as they are. */
  readonly topicMapper?: TopicMapper;
  /** Chooses the partitions of messages that name none; `undefined` leaves one to the default, the Java client's. */
  readonly partitioner?: Partitioner;
  /** Payload formats beyond avro, json, raw and text. */
  readonly codecs?: readonly Codec[];
  /**
   * The app's own logger, instead of kfw's: pino's, Fastify's, winston's, Nest's, or any with `debug`, `info`, `warn` and
   * `error`. All that `kfw server` and scripts log goes through it. A logger that lacks a method is a mistake at boot.
   */
  readonly logger?: AppLogger;
  /** Runs before anything is compiled or connected: subscribe to events here. */
  setup?(app: HookContext & { readonly monitor: Monitor; readonly environment: string }): void | Promise<void>;
  /** Runs when the app is initialised and nothing is connected yet. */
  initialized?(description: AppDescription, context: HookContext): void | Promise<void>;
  /**
   * Runs once when the app ends, however it does: after the last handler and when what was sent is delivered, while the
   * connections are still there. Also when `setup` ran and the rest of the boot failed. What it throws is reported, and
   * changes no exit code; after `shutdownTimeoutMs` it is not waited for.
   */
  closing?(why: HookContext & ClosingReason): void | Promise<void>;
}

const appBrand = Symbol.for('kfw.app');

/** Defines an app; the boot file's default export. */
export function defineApp(definition: AppDefinition): AppDefinition {
  return Object.freeze({ ...definition, [appBrand]: true });
}

/** Whether the routes are what `drawRoutes` returns: a file that exports something else compiles in JavaScript. */
export function hasRoutes({ routes }: AppDefinition): boolean {
  const { groups, defaults } = (routes ?? {}) as Partial<Routes>;
  return Array.isArray(groups) && Array.isArray(defaults);
}

export function isAppDefinition(value: unknown): value is AppDefinition {
  return typeof value === 'object' && value !== null && appBrand in value;
}
