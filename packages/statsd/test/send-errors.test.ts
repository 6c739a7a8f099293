import { expect, it } from '@jest/globals';
import { type Logger, silentLogger } from '@kfw/core';
import { SendErrors } from '../src/send-errors.js';

function recorded() {
  const written: string[] = [];
  const at =
    (level: string) =>
    (_fields: unknown, text?: string): void =>
      void written.push(`${level} ${text}`);
  const logger = { ...silentLogger, warn: at('warn'), info: at('info') } as Logger;
  return { written, errors: new SendErrors(logger) };
}

it('writes one line however often sending fails, and one with the number when it works again', () => {
  const { written, errors } = recorded();
  for (let flush = 0; flush < 50; flush++) {
    errors.flushing();
    errors.add(new Error('ENOTFOUND agent'));
  }
  expect(written).toEqual(['warn metrics cannot be sent to StatsD and are lost until they can: ENOTFOUND agent']);
  for (let flush = 0; flush < 20; flush++) errors.flushing();
  expect(written.slice(1)).toEqual(['info metrics are sent to StatsD again: 50 errors']);
  errors.add(new Error('ENOTFOUND agent'));
  errors.closed();
  expect(written).toHaveLength(3);
});

it('writes the number of errors at the end', () => {
  const { written, errors } = recorded();
  errors.add(new Error('EPERM'));
  errors.add(new Error('EPERM'));
  errors.closed();
  expect(written.slice(1)).toEqual(['info metrics were not sent to StatsD: 2 errors']);
});
