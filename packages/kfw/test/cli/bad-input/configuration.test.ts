import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { kfw, temporaryFolder } from '../support/kfw.js';
import { scaffoldedApp } from '../support/scaffolded-app.js';

const app = scaffoldedApp();
const elsewhere = temporaryFolder();
const one = 'the configuration for development has a mistake:\n  config/kafka.yml, ';
/** Settings of every environment, below `common`. */
const replaced = (line: RegExp, by: string) => (text: string) => text.replace(line, by);

describe('config/kafka.yml', () => {
  it.each([
    [
      'an unknown key',
      replaced(/^ {2}brokers:/m, '  borkers:'),
      `${one}development.borkers: is not a known key. Did you mean 'brokers'?\n`,
    ],
    [
      'an unknown key in a section',
      replaced(/^ {4}url:/m, '    ulr:'),
      `${one}development.registry.ulr: is not a known key. Did you mean 'url'?\n`,
    ],
    [
      'wrong types',
      replaced(/^ {2}brokers:.*/m, '  brokers: 9092\n  startupTimeoutMs: soon\n  createTopics: perhaps'),
      'the configuration for development has 3 mistakes:\n' +
        '  config/kafka.yml, development.brokers: must be a list of host:port; it is 9092.\n' +
        "  config/kafka.yml, development.createTopics: must be true or false; it is 'perhaps'.\n" +
        "  config/kafka.yml, development.startupTimeoutMs: must be a whole number of milliseconds, at least 0, such as 30000; it is 'soon'.\n",
    ],
    [
      'braces that YAML reads as a mapping',
      replaced(/^ {2}brokers:.*/m, '  brokers: {{ BROKERS }}'),
      `${one.replace(', ', '')}, line 6, column 13: a key must be text, and this one is a mapping or a list. For a variable write \${NAME}.\n`,
    ],
    [
      'broken YAML',
      replaced(/^ {2}brokers:.*/m, '  brokers: ["a:1"\n\tb: 1'),
      expect.stringMatching(
        /^kfw: the configuration for development has .*\n( {2}config\/kafka\.yml, line \d+, column \d+: .+\.\n)+$/,
      ),
    ],
  ])('%s', async (_name, change, stderr) => {
    expect(await app.broken({ 'config/kafka.yml': change }).kfw(['server'])).toEqual({
      code: 1,
      stdout: '',
      stderr: typeof stderr === 'string' ? `kfw: ${stderr}` : stderr,
    });
  });

  it('that is missing', async () => {
    const broken = app.broken({ 'config/kafka.yml': undefined });

    expect(await broken.kfw(['server'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `kfw: there is no config/kafka.yml in ${broken.root}. Create it (\`npx kfw new\` writes one), or set KFW_BROKERS.\n`,
    });
  });

  it('without the environment that is asked for', async () => {
    expect(await app.broken({}).kfw(['server'], { KFW_ENV: 'prodction' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'kfw: the configuration for prodction has a mistake:\n' +
        "  config/kafka.yml: has no environment 'prodction'; it holds development, test, production. Did you mean 'production'? Add it, or set KFW_ENV to another.\n",
    });
  });
});

describe('kfw server', () => {
  it.each(['soon', '-5', '1.5', ''])('refuses --startup-timeout %j', async (given) => {
    expect(await app.broken({}).kfw(['server', '--startup-timeout', given])).toEqual({
      code: 1,
      stdout: '',
      stderr: `kfw: --startup-timeout takes a number of milliseconds, for example 5000; got "${given}".\n`,
    });
  });

  it('says where there is no app, as one JSON line with --json', async () => {
    const message = `there is no app here: neither ${elsewhere} nor a folder above it has a kfw.ts. Run this in an app, or create one with \`kfw new DIR\`.`;

    expect(await kfw(['server'], { cwd: elsewhere })).toEqual({ code: 1, stdout: '', stderr: `kfw: ${message}\n` });
    const { code, stderr } = await kfw(['server', '--json'], { cwd: elsewhere });
    expect(code).toBe(1);
    expect(stderr).toBe(`${JSON.stringify({ event: 'error', code: 'KFW_NO_APP', message })}\n`);
  });

  it('does not find an app without its boot file', async () => {
    const broken = app.broken({ 'kfw.ts': undefined });
    const { code, stderr } = await broken.kfw(['server']);

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `kfw: there is no app here: neither ${path.resolve(broken.root)} nor a folder above it has a kfw.ts. Run this in an app, or create one with \`kfw new DIR\`.\n`,
    });
  });
});
