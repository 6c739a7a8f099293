/** docs/reference/events.md lists every event and every field of it. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { checkout, documentText } from './checkout.js';
import { eventFields } from './event-fields.js';
import { codeIn, rowsOf, section } from './tables.js';

const rows = rowsOf(section(documentText('docs/reference/events.md'), '## All events'));

it('lists the events, and nothing else', () => {
  expect(rows.map(([name]) => codeIn(name)[0])).toEqual(Object.keys(eventFields));
});

it.each(Object.entries(eventFields))('lists the fields of %s', (name, fields) => {
  const [, listed] = rows.find(([cell]) => codeIn(cell)[0] === name) ?? [];
  expect(codeIn(listed).sort()).toEqual(Object.keys(fields).sort());
});

it('is compared with the types of the compiler', async () => {
  const compiler = path.join(checkout, 'node_modules/typescript/bin/tsc');
  const compiled = promisify(execFile)(process.execPath, [compiler, '-p', path.join(__dirname, 'tsconfig.json')]);
  await expect(compiled).resolves.toMatchObject({ stdout: '' });
});
