import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { type LogEntry, logLevel } from 'kafkajs';
import { logsToEvents } from '../../src/client/log-events.js';
import { redactionOf } from '../../src/client/redaction.js';

const entry = (level: logLevel, message: string, extra: object = {}): LogEntry => ({
  namespace: 'Connection',
  level,
  label: '',
  log: { timestamp: 'now', logger: 'kafkajs', message, ...extra },
});

function record(isExpected: (given: LogEntry) => boolean = () => false) {
  const monitor = new Monitor();
  const published: unknown[] = [];
  monitor.subscribe('transport.warned', (event) => published.push(['warned', event]));
  monitor.subscribe('transport.failed', (event) => published.push(['failed', event]));
  return { published, log: logsToEvents(monitor, redactionOf(['s3cret']), isExpected)() };
}

describe('kafkajs’s log', () => {
  it('becomes events: WARN and ERROR, and nothing below', () => {
    const { published, log } = record();
    for (const level of [logLevel.DEBUG, logLevel.INFO, logLevel.WARN, logLevel.ERROR])
      log(entry(level, `at ${level}`));
    expect(published).toEqual([
      ['warned', { message: 'at 2', detail: { from: 'Connection' } }],
      ['failed', { message: 'at 1', detail: { from: 'Connection' } }],
    ]);
  });

  it('leaves out what is expected', () => {
    const { published, log } = record(({ log: { message } }) => message === 'known');
    log(entry(logLevel.WARN, 'known'));
    expect(published).toEqual([]);
  });

  it('never reveals a secret, however deep', () => {
    const { published, log } = record();
    const deep = { list: [{ text: 'password s3cret!' }], error: new Error('no s3cret here') };
    log(entry(logLevel.ERROR, 'refused s3cret', deep));
    expect(JSON.stringify(published)).not.toContain('s3cret');
    expect(published).toEqual([
      [
        'failed',
        {
          message: 'refused [secret]',
          detail: { from: 'Connection', list: [{ text: 'password [secret]!' }], error: 'no [secret] here' },
        },
      ],
    ]);
  });
});
