/**
 * The client of PostgreSQL, instrumented by OpenTelemetry's own package, in the handlers of three kinds of routes: each query is a child
 * of the span of the message whose handler makes it, also when many are under way at once.
 */
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import { silentLogger } from '@kfw/core';
import { openTelemetryListener } from '@kfw/opentelemetry';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { Consumer, deliver, drawRoutes, type Message, Payload, text } from 'kfw';
import type { Pool } from 'pg';
import { startApp } from '../src/apps/start-app.js';
import { useResponders } from '../src/apps/use-responders.js';
import { inTrace } from '../src/observing/in-trace.js';
import { useOpenTelemetry } from '../src/observing/use-opentelemetry.js';
import { startPostgreSql } from '../src/processes/postgresql.js';
import { scenario } from '../src/scenario/scenario.js';

const messages = 12;
