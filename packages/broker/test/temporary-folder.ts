/** A separate folder for each test, deleted after all tests of its file: brokers are stopped after each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kfw-broker-'));
  made.push(folder);
  return folder;
};
