/**
 * The worker under test: an app of kfw with one consumer. Everything is at its default but for the session, which is
 * short, the bound of a batch, and the failure policy, whose pauses are short.
 */
import { createApp, defineApp, drawRoutes, loadConfig, logListener, Monitor } from 'kfw';
import { logger } from './log.js';
import { numberedConsumer } from './numbered-consumer.js';
import { ProgressReporter, readTask } from './worker-task.js';

const task = readTask();
const { brokers, group, input, deadLetters, sessionTimeoutMs, transactional, fault } = task;
const progress = new ProgressReporter();
const monitor = new Monitor();
logListener({ verbose: true })({ monitor, logger });

const options = {
  consumer: numberedConsumer(task, progress, monitor),
  transactional,
  manualOffsets: fault === 'skipped-commit',
  maxMessages: 100,
  maxRetries: 3,
  deadLetter: deadLetters,
  pauseMs: 50,
  maxPauseMs: 400,
};
const config = loadConfig({
  root: import.meta.dirname,
  environment: 'production',
  env: { KFW_BROKERS: brokers, KFW_CLIENT_ID: `chaos-${process.pid}` },
});
const consumer = { ...config.consumer, sessionTimeoutMs, heartbeatIntervalMs: Math.round(sessionTimeoutMs / 6) };
const app = await createApp({
  config: { ...config, consumer },
  monitor,
  logger,
  definition: defineApp({
    routes: drawRoutes(({ consumerGroup }) => consumerGroup(group, (drawing) => drawing.topic(input, options))),
    groupMapper: (name) => name,
  }),
});
const server = app.createServer();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => server.stop(signal));
monitor.subscribe('app.running', () => progress.running());
void server.start();
const { exitCode, error } = await server.ended;
if (error !== undefined) logger.error({ error }, 'the server ended with an error');
process.exit(exitCode);
