/**
 * The composition root: from a configuration, a definition and the app's classes to an app. Every mistake of routes and
 * classes is reported here; nothing connects.
 */
import {
  compilePlan,
  type Logger,
  Monitor,
  mapLookup,
  type PlanSelection,
  selectFromPlan,
  silentLogger,
} from '@kfw/core';
import { configWarnings } from '../config/config-warnings.js';
import type { KfwConfig } from '../config/kfw-config.js';
import { LostMessages } from '../delivering/lost-messages.js';
import { kfwError } from '../errors.js';
import { App } from './app.js';
import type { AppClasses } from './app-classes.js';
import type { AppDefinition } from './define-app.js';
import { describeApp } from './describe-app.js';
import { createProducing } from './producing.js';

export interface AppIngredients {
  readonly config: KfwConfig;
  readonly definition: AppDefinition;
  /** What the app keeps below `app/`. Default: nothing, so that responders are named by their routes. */
  readonly classes?: AppClasses;
  /** The part of the routes that this process consumes. Default: all. */
  readonly selection?: PlanSelection;
  readonly monitor?: Monitor;
  readonly logger?: Logger;
  /** The app's folder, for people. */
  readonly root?: string;
  readonly bootFile?: string;
  /** Runs when the app is closed, after its connections. */
  readonly onClose?: () => void;
}

/** Throws `KFW_ROUTES_INVALID` with every mistake, or what `selectFromPlan` throws. Publishes `app.initialized`. */
export async function createApp(ingredients: AppIngredients): Promise<App> {
  const { config, definition, monitor = new Monitor(), logger = silentLogger, root = process.cwd() } = ingredients;
  const { exported, responders } = ingredients.classes ?? { exported: {}, responders: new Map() };
  const { routes } = definition;
  if (routes === undefined)
    throw kfwError('KFW_ROUTES_MISSING', { file: ingredients.bootFile ?? 'The app', given: false });
  await definition.setup?.({ monitor, environment: config.environment });

  const lost = new LostMessages(monitor);
  const producing = createProducing({ config, definition, monitor, onUndelivered: lost.hear });
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
  const plan = selectFromPlan(drawn, ingredients.selection ?? {});
  const app = new App({
    root,
    config,
    plan,
    drawn,
    ...producing,
    lookup: mapLookup(transport.admin, definition.topicMapper),
    topicMapper: definition.topicMapper,
    lost,
    monitor,
    logger,
    classes: exported,
    onClose: ingredients.onClose,
    description: describeApp({ config, plan, transport: transport.name, bootFile: ingredients.bootFile ?? '' }),
  });
  monitor.publish('app.initialized', app.description);
  for (const warning of configWarnings(config)) monitor.publish('config.warned', warning);
  await definition.initialized?.(app.description);
  return app;
}
