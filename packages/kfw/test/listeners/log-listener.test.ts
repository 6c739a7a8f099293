import { describe, expect, it } from '@jest/globals';
import type { EventName, KfwEvents } from '@kfw/core';
import { eventLines } from '../../src/listeners/event-lines.js';
import { logListener } from '../../src/listeners/log-listener.js';
import { createLogger } from '../../src/logging/create-logger.js';
import { eventExamples, run } from './event-examples.js';
import { recording, writtenTo } from './recording.js';

function publish<Name extends EventName>(name: Name) {
  const { logged, ...context } = recording();
  logListener()(context);
  context.monitor.publish(name, eventExamples[name][0] as KfwEvents[Name]);
  expect(logged).toHaveLength(1);
  const [line] = logged;
  if (line === undefined) throw new Error('nothing was logged');
  return line;
}

describe('the log listener', () => {
  it('is shown every event here', () => {
    expect(Object.keys(eventExamples).sort()).toEqual(Object.keys(eventLines({})).sort());
  });

  it.each(Object.keys(eventExamples) as EventName[])('logs %s as a sentence with its name', (name) => {
    const [, level, sentence] = eventExamples[name];
    expect(publish(name)).toMatchObject({ level, sentence, fields: { event: name } });
  });

  it('names where a handler was by the fields that dashboards filter by', () => {
    expect(publish('consumer.consumed').fields).toEqual({
      event: 'consumer.consumed',
      ...run,
      offset: 7,
      firstOffset: 7,
      lastOffset: 7,
      messages: 1,
      durationMs: 9.123,
    });
    expect(publish('partitions.revoked').fields).toMatchObject({ group: 'shop_example', topic: 'users', partition: 1 });
  });

  it('has no field of an error where there is none, which a pretty log would show', () => {
    expect('error' in publish('message.skipped').fields).toBe(false);
    expect('error' in publish('message.deadLettered').fields).toBe(true);
  });

  it("gives errors with their code and only the user's stack", () => {
    expect(publish('schemas.unavailable').fields.error).toMatchObject({ code: 'ECONNREFUSED', message: 'refused' });
    const { stack } = publish('consumer.failed').fields.error as { stack: string };
    expect(stack).toContain('log-listener.test.ts');
    expect(stack).not.toContain('node:');
  });

  it('shows no credentials', () => {
    for (const name of ['app.initialized', 'app.connected', 'connection.retrying'] as const) {
      expect(JSON.stringify(publish(name))).not.toContain('hunter2');
    }
  });

  it('does not listen to what the level leaves out', () => {
    const { monitor } = recording();
    for (const format of ['pretty', 'json'] as const) {
      logListener()({ monitor, logger: createLogger({ format, level: 'info', destination: writtenTo() }) });
    }
    expect(monitor.has('offsets.committed')).toBe(false);
    expect(monitor.has('consumer.consumed')).toBe(true);
    logListener()({ monitor, logger: createLogger({ format: 'json', level: 'debug', destination: writtenTo() }) });
    expect(monitor.has('offsets.committed')).toBe(true);
  });
});
