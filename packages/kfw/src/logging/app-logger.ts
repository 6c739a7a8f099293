/** The logger of an app by its configuration: levels of topics, and values that are not logged. */
import type { Logger, TopicLoggers } from '@kfw/core';
import type { LogConfig } from '../config/kfw-config.js';
import { adoptLogger } from './adopt-logger.js';
import { type LogLevel, logLevels } from './log-line.js';
import { redactingLogger } from './redaction/redacting-logger.js';
import { levelOfTopic } from './topic-levels.js';

type Leveled = Logger & { isLevelEnabled?(level: string): boolean };

/** Names come from brokers: the number of those that are remembered is bounded. */
const mostTopics = 10_000;

/** `make` creates kfw's own logger of a level. */
export function appLogger(log: LogConfig, make: (level: LogLevel) => Logger): Logger {
  return withTopicLevels(log, make(log.level), make);
}

/** The app's own logger has its own level, so that of a topic can only leave lines out. Throws `KFW_LOGGER_INVALID`. */
export function ownLogger(log: LogConfig, given: unknown): Logger {
  const adopted = adoptLogger(given);
  return withTopicLevels(log, adopted, (level) => atLeast(adopted, level));
}

function withTopicLevels(log: LogConfig, base: Logger, make: (level: LogLevel) => Logger): Logger {
  const redacting = (logger: Logger) => (log.redact.length === 0 ? logger : redactingLogger(logger, log.redact));
  const logger: Leveled = redacting(base);
  if (Object.keys(log.topics).length === 0) return logger;

  const levelOf = levelOfTopic(log.topics);
  const byLevel = new Map<LogLevel, Logger>();
  const ofLevel = (level: LogLevel | undefined): Logger => {
    if (level === undefined) return logger;
    const made = byLevel.get(level) ?? redacting(make(level));
    byLevel.set(level, made);
    return made;
  };
  const byTopic = new Map<string, Logger>();
  const topicLoggers: TopicLoggers & Leveled = {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    ...(logger.isLevelEnabled && { isLevelEnabled: (level: string) => logger.isLevelEnabled?.(level) !== false }),
    forTopic(topic: string): Logger {
      const known = byTopic.get(topic) ?? ofLevel(levelOf(topic));
      if (byTopic.size < mostTopics) byTopic.set(topic, known);
      return known;
    },
  };
  return topicLoggers;
}

function atLeast(logger: Leveled, least: LogLevel): Leveled {
  const writes = (level: string) => logLevels.indexOf(level as LogLevel) >= logLevels.indexOf(least);
  const on = (level: 'debug' | 'info' | 'warn' | 'error') =>
    writes(level) ? (fields: object, message?: string) => logger[level](fields, message) : () => {};
  return {
    debug: on('debug'),
    info: on('info'),
    warn: on('warn'),
    error: on('error'),
    isLevelEnabled: (level) => writes(level) && logger.isLevelEnabled?.(level) !== false,
  };
}
