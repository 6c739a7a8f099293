import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { backgroundEnvironment } from '../../src/embedded/background-environment.js';
import { embeddedFolder } from '../../src/embedded/folder/embedded-folder.js';
import { startInBackground } from '../../src/embedded/start-in-background.js';
import { temporaryFolder } from '../cli/support/kfw.js';

const folder = temporaryFolder();
const secrets = ['KFW_SASL_PASSWORD', 'KFW_REGISTRY_TOKEN', 'KAFKA_URL', 'DATABASE_URL', 'NODE_OPTIONS', 'AWS_SECRET'];
const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

it('has what a program needs, and nothing else', () => {
  const given = {
    PATH: '/bin',
    HOME: '/root',
    TMPDIR: '/tmp',
    Path: 'x',
    KFW_ENV: 'a',
    DATABASE_URL: 'b',
    GONE: undefined,
  };
  expect(backgroundEnvironment(given, 'linux')).toEqual({ PATH: '/bin', HOME: '/root', TMPDIR: '/tmp' });
  expect(backgroundEnvironment({ Path: 'C:\\', SystemRoot: 'C:\\W', SECRET: 'x' }, 'win32')).toEqual({
    Path: 'C:\\',
    SystemRoot: 'C:\\W',
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux(
  'is all that the broker in the background has',
  async () => {
    for (const name of secrets) process.env[name] = `secret of ${name}`;
    const { pid } = await startInBackground(embeddedFolder(path.join(folder, 'broker')));
    try {
      const environment = await environmentOf(Number(pid));
      expect(environment).toMatch(/(^|\0)PATH=/);
      expect(environment).not.toContain('secret of');
    } finally {
      process.kill(Number(pid), 'SIGKILL');
    }
  },
  30_000,
);

/** Empty for a moment, while the program is being loaded. */
async function environmentOf(pid: number): Promise<string> {
  for (;;) {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    if (environment !== '') return environment;
    await delay(5);
  }
}
