/**
 * The composition root: builds an app from a configuration, a definition and the app's classes. Every mistake in
 * routes and classes is reported here; nothing connects.
 */

import { type Logger, Monitor, silentLogger, toError } from '@kfw/core';
import {
  checkNotGenerator,
  compilePlan,
  DeclaredSchemas,
  mapLookup,
  type Plan,
  type PlanSelection,
  type ResponderClass,
  type Routes,
  selectFromPlan,
} from '@kfw/core/internal';
import type { AppClasses } from '../boot/app-classes.js';
import { configWarnings, logTopicWarnings } from '../config/config-warnings.js';
import type { KfwConfig } from '../config/kfw-config.js';
import { createProducer } from '../connection/create-producer.js';
import { LostMessages } from '../delivering/lost-messages.js';
import { kfwError } from '../errors.js';
import { AppEndpoints } from '../health/app-endpoints.js';
import { ListenerClosings } from '../listeners/listener-closings.js';
import { ownLogger } from '../logging/app-logger.js';
import type { AppCommand } from './app-command.js';
import { appTopics } from './app-topics.js';
import { BootedApp } from './booted-app.js';
import { ClosingHook } from './closing-hook.js';
import type { AppDefinition } from './define-app.js';
import { describeApp } from './describe-app.js';

export interface CreateAppOptions {
  readonly config: KfwConfig;
  readonly definition: AppDefinition;
  /** The classes in `app/`. Default: none; then routes must name their responders. */
  readonly classes?: AppClasses;
  /** The part of the routes that this process consumes. Default: all. */
  readonly selection?: PlanSelection;
  readonly monitor?: Monitor;
  readonly logger?: Logger;
  /** The paths that its listeners serve on the health address. */
  readonly endpoints?: AppEndpoints;
  /** What its listeners do last. */
  readonly closings?: ListenerClosings;
  /** The app's folder, shown to people. */
  readonly root?: string;
  readonly bootFile?: string;
  /** The environments of its `config/kafka.yml`: declared topics that misspell one are a mistake. */
  readonly environments?: readonly string[] | undefined;
  /** The purpose of loading the app, which its hooks receive. Default `script`. */
  readonly command?: AppCommand;
  /** Runs when the app is closed, after its connections. */
  readonly onClose?: () => void;
}

/**
 * Throws `KFW_ROUTES_INVALID` or `KFW_TOPICS_INVALID` with every mistake, `KFW_TOPICS_UNDECLARED`, or the errors of `selectFromPlan` and of the app's hooks; then
 * `closing` has run. Publishes `app.initialized`.
 */
export async function createApp(options: CreateAppOptions): Promise<BootedApp> {
  const { config, definition, monitor = new Monitor(), command = 'script' } = options;
  const { closing, routes } = definition;
  if (routes === undefined) throw kfwError('KFW_ROUTES_MISSING', { file: options.bootFile ?? 'The app', given: false });
  const logger =
    options.logger ?? (definition.logger === undefined ? silentLogger : ownLogger(config.log, definition.logger));
  const hook = new ClosingHook({ closing, command, monitor, timeoutMs: config.shutdownTimeoutMs });
  try {
    checkNotGenerator(await definition.setup?.({ monitor, environment: config.environment, command }), () => 'setup');
    const app = assemble(options, { routes, monitor, logger, closing: hook });
    monitor.publish('app.initialized', app.description);
    // With a mapper these are names on the cluster, and `log.topics` has those of the code.
    const topics = definition.topicMapper === undefined ? app.desiredTopics().map(({ topic }) => topic) : [];
    const warnings = [...configWarnings(config), ...logTopicWarnings(config, topics)];
    for (const warning of warnings) monitor.publish('config.warned', warning);
    checkNotGenerator(await definition.initialized?.(app.description, { command }), () => 'initialized');
    return app;
  } catch (thrown) {
    const error = toError(thrown);
    await hook.run({ reason: error.message, error });
    throw thrown;
  }
}

interface PreparedParts {
  readonly routes: Routes;
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly closing: ClosingHook;
}

function assemble(options: CreateAppOptions, { routes, monitor, logger, closing }: PreparedParts): BootedApp {
  const { config, definition, root = process.cwd() } = options;
  const { exported, responders } = options.classes ?? { exported: {}, responders: new Map() };
  const lost = new LostMessages(monitor);
  const declared = new DeclaredSchemas();
  let app: BootedApp | undefined;
  const producing = createProducer({
    config,
    definition,
    monitor,
    onUndelivered: lost.onUndelivered,
    declared,
    connecting: () => app?.connectToSend(),
  });
  const { codecs, transport } = producing;
  const drawn = compilePlan({
    routes,
    clientId: config.clientId,
    codecs,
    responders,
    ...(definition.middleware && { middleware: definition.middleware }),
    ...(definition.topicMapper && { topicMapper: definition.topicMapper }),
    ...(definition.groupMapper && { groupMapper: definition.groupMapper }),
  });
  declared.addPlan(drawn);
  const responderPlans = [...respondersOf(drawn, responders)].map((each) => producing.responders.planOf(each));
  for (const responder of responderPlans) declared.addResponder(responder);
  const topics = appTopics({
    definition,
    environment: config.environment,
    environments: options.environments,
    command: options.command ?? 'script',
    plan: drawn,
    responders: responderPlans,
  });
  const plan = selectFromPlan(drawn, options.selection ?? {});
  app = new BootedApp({
    root,
    config,
    plan,
    drawn,
    declared,
    ...producing,
    lookup: mapLookup(transport.admin, definition.topicMapper),
    topicMapper: definition.topicMapper,
    groupMapper: definition.groupMapper,
    partitioner: definition.partitioner,
    topics,
    createsTopics: config.createTopics && definition.topics !== undefined,
    lost,
    monitor,
    logger,
    endpoints: options.endpoints ?? new AppEndpoints(),
    closings: options.closings ?? new ListenerClosings(monitor),
    hasOwnLogger: definition.logger !== undefined && logger !== silentLogger,
    classes: exported,
    closing,
    onClose: options.onClose,
    description: describeApp({ config, plan, transport: transport.name, bootFile: options.bootFile ?? '' }),
  });
  return app;
}

/** The responders in `app/`, and those that the routes name: a test may have no others. */
function respondersOf({ groups }: Plan, ofApp: ReadonlyMap<string, ResponderClass>): ReadonlySet<ResponderClass> {
  const ofRoutes = groups.flatMap(({ topics }) => topics.flatMap(({ responder }) => responder ?? []));
  return new Set([...ofApp.values(), ...ofRoutes]);
}
