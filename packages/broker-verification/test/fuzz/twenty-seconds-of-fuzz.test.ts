/**
 * Twenty seconds of the fuzz, as `npm run fuzz` runs it for minutes: from `dist`, so build first. The seed is the same each
 * time, so that a run which fails is about what has changed.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import type { FuzzReport } from '../../src/fuzz/fuzz-run.js';
import { requests } from '../../src/fuzz/requests.js';

const command = path.join(__dirname, '../../dist/fuzz/command.js');

it('random and mutated frames harm only the client that sends them', async () => {
  const child = spawn(process.execPath, [command, '--seconds', '20', '--seed', '20', '--json']);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(errors).toBe('');
  const report = JSON.parse(output) as FuzzReport;
  expect(report).toMatchObject({ sound: true, problems: [] });
  expect(report.goodCycles).toBeGreaterThan(0);
  const untried = requests.filter(({ name }) => !report.byApi[name]?.sent);
  expect(untried.map(({ name }) => name)).toEqual([]);
}, 180_000);
