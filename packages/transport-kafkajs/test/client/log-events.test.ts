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

function listen(isExpected: (given: LogEntry) => boolean = () => false) {
  const monitor = new Monitor();
  const heard: unknown[] = [];
  monitor.subscribe('transport.warned', (event) => heard.push(['warned', event]));
  monitor.subscribe('transport.failed', (event) => heard.push(['failed', event]));
  return { heard, log: logsToEvents(monitor, redactionOf(['s3cret']), isExpected)() };
}

describe('kafkajs’s log', () => {
  it('becomes events: WARN and ERROR, and nothing below', () => {
    const { heard, log } = listen();
    for (const level of [logLevel.DEBUG, logLevel.INFO, logLevel.WARN, logLevel.ERROR])
      log(entry(level, `at ${level}`));
    expect(heard).toEqual([
      ['warned', { message: 'at 2', detail: { from: 'Connection' } }],
      ['failed', { message: 'at 1', detail: { from: 'Connection' } }],
    ]);
  });

  it('leaves out what is expected', () => {
    const { heard, log } = listen(({ log: { message } }) => message === 'known');
    log(entry(logLevel.WARN, 'known'));
    expect(heard).toEqual([]);
  });

  it('never tells a secret, however deep', () => {
    const { heard, log } = listen();
    const deep = { list: [{ text: 'password s3cret!' }], error: new Error('no s3cret here') };
    log(entry(logLevel.ERROR, 'refused s3cret', deep));
    expect(JSON.stringify(heard)).not.toContain('s3cret');
    expect(heard).toEqual([
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
