import { describe, expect, it } from '@jest/globals';
import { loggerOfTopic } from '@kfw/core';
import type { LogConfig } from '../../src/config/kfw-config.js';
import { appLogger, ownLogger } from '../../src/logging/app-logger.js';
import { createLogger } from '../../src/logging/create-logger.js';
import { frameworkLine, type LogLevel } from '../../src/logging/log-line.js';
import { recording, writtenTo } from '../listeners/recording.js';

const plain: LogConfig = { level: 'info', format: 'json', topics: {}, redact: [], floodIntervalMs: 0 };

function made(format: 'json' | 'pretty', given: Partial<LogConfig>) {
  const destination = writtenTo();
  const make = (level: LogLevel) => createLogger({ format, level, destination, colors: false });
  return { destination, logger: appLogger({ ...plain, ...given }, make) };
}

describe.each(['json', 'pretty'] as const)('the %s logger of an app', (format) => {
  it('has the level of a topic for lines about it, and its own for all others', () => {
    const { logger, destination } = made(format, { topics: { users: 'debug', 'audit.*': 'warn' } });
    for (const topic of ['users', 'orders', 'audit.logins', 'audit']) {
      loggerOfTopic(logger, topic).debug({}, `debug ${topic}`);
      loggerOfTopic(logger, topic).info({}, `info ${topic}`);
      loggerOfTopic(logger, topic).warn({}, `warn ${topic}`);
    }
    logger.debug({}, 'debug of the app');
    const written = destination.lines().map((line) => /(?:debug|info|warn) (?:\w|\.)+(?:"|$)/.exec(line)?.[0]);
    expect(written.map((line) => line?.replace('"', ''))).toEqual([
      'debug users',
      'info users',
      'warn users',
      'info orders',
      'warn orders',
      'warn audit.logins',
      'info audit',
      'warn audit',
    ]);
  });

  it('replaces values by their paths, also at the level of a topic', () => {
    const { logger, destination } = made(format, { topics: { users: 'debug' }, redact: ['user.email', 'password'] });
    const ofTopic = loggerOfTopic(logger, 'users');
    ofTopic.debug({ user: { email: 'a@b.c', name: 'Ada' }, password: 'hunter2' }, 'a user');
    logger.error(Object.assign(new Error('no')), 'failed');
    expect(destination.text()).toContain('[redacted]');
    expect(destination.text()).toContain('Ada');
    expect(destination.text()).not.toMatch(/a@b|hunter2/);
    expect(destination.text()).toContain('Error');
  });

  it('leaves the lines of kfw as they are', () => {
    const { logger, destination } = made(format, { redact: ['*', 'topic'] });
    logger.info({ [frameworkLine]: true, topic: 'users' }, 'assigned users');
    expect(destination.text()).toContain('assigned users');
    expect(destination.text()).not.toContain('[redacted]');
  });

  it('shows nothing of fields that cannot be looked into', () => {
    const { logger, destination } = made(format, { redact: ['*.token'] });
    const closed = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    logger.info(closed, 'a proxy');
    expect(destination.text()).toContain('a proxy');
  });
});

describe("the app's own logger", () => {
  it('leaves out lines below the level of a topic, and gets the rest without the values', () => {
    const { logger: own, logged } = recording();
    const logger = ownLogger({ ...plain, topics: { audit: 'warn' }, redact: ['password'] }, own);
    loggerOfTopic(logger, 'audit').info({}, 'left out');
    loggerOfTopic(logger, 'audit').warn({ password: 'x' }, 'kept');
    loggerOfTopic(logger, 'users').debug({}, 'kept by its own level');
    expect(logged).toEqual([
      { level: 'warn', fields: { password: '[redacted]' }, sentence: 'kept' },
      { level: 'debug', fields: {}, sentence: 'kept by its own level' },
    ]);
  });

  it('is taken as it is without levels of topics and paths', () => {
    expect('forTopic' in ownLogger(plain, recording().logger)).toBe(false);
  });
});
