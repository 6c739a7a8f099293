import { type AppLogger, defineApp } from 'kfw';
import { pino } from 'pino';
import routes from './config/routes.js';

// #region pino
export const withPino = defineApp({ routes, logger: pino({ level: 'info' }) });
// #endregion

/** What `fastify()`, `winston.createLogger()` and Nest's `app.get(Logger)` give. */
declare const fastify: { log: AppLogger };
declare const winstonLogger: AppLogger;
declare const nestLogger: AppLogger;

// #region others
export const withFastify = defineApp({ routes, logger: fastify.log });
export const withWinston = defineApp({ routes, logger: winstonLogger });
export const withNest = defineApp({ routes, logger: nestLogger });
// #endregion
