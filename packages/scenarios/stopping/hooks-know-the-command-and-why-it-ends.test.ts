import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

/** Writes the arguments of its hooks and the lines of its logger to standard error, where no command writes results. */
const bootFile = (over = '') => `
  import { Consumer, defineApp, drawRoutes, json, Payload } from 'kfw';
  import { writeSync } from 'node:fs';
  const say = (...words) => void writeSync(2, words.join(' ') + '\\n');
  class UsersConsumer extends Consumer { process() {} }
  Payload(json())(UsersConsumer);
  const log = (level) => ({ event }, text) => say('log', level, event, text);
  export default defineApp({
    routes: drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer })),
    logger: { debug() {}, info: log('info'), warn: log('warn'), error: log('error') },
    setup: ({ command }) => say('setup', command),
    initialized: (app, { command }) => say('initialized', command),
    closing: ({ command, reason, error }) => say('closing', command, reason, error === undefined ? '' : error.name),
    ${over}
  });
`;

scenario(
  [],
  'hooks know which command runs and why it ends, and the logger of the app takes what the server logs',
  async (world) => {
    const folder = await makeAppFolder(world);
    const boot = (over?: string) => writeFile(path.join(folder.root, 'kfw.js'), bootFile(over));
    // One file is all of it.
    await boot();
    await rm(path.join(folder.root, 'kfw.ts'));
    await rm(path.join(folder.root, 'app'), { recursive: true });
    const hooksOf = (lines: readonly string[]) => lines.filter((line) => /^(setup|initialized|closing) /.test(line));

    for (const [command, ...args] of [['routes'], ['console', '-e', '1 + 1']] as const) {
      const run = folder.kfw([command, ...args]);
      expect([await run.ended, run.errorLines.items]).toEqual([0, expect.anything()]);
      expect(hooksOf(run.errorLines.items)).toEqual([
        `setup ${command}`,
        `initialized ${command}`,
        `closing ${command} done `,
      ]);
    }

    const server = folder.kfw(['server']);
    await server.errorLines.first('that it runs', (line) => line.startsWith('log info app.running'));
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(hooksOf(server.errorLines.items)).toEqual(['setup server', 'initialized server', 'closing server SIGTERM ']);
    expect(server.lines.items).toEqual([]);
    const log = server.errorLines.items.filter((line) => line.startsWith('log '));
    expect(log.map((line) => line.split(' ')[2])).toEqual(
      expect.arrayContaining(['app.initialized', 'app.connected', 'group.joined', 'signal.received', 'app.stopped']),
    );
    expect(server.errorLines.items.indexOf('closing server SIGTERM ')).toBeGreaterThan(
      server.errorLines.items.findIndex((line) => line.includes('app.stopping')),
    );

    // Half-way: the pool that setup opened is closed, and the exit code is that of the error.
    await boot(`initialized: () => { throw new RangeError('no database'); },`);
    const failing = folder.kfw(['server']);
    expect(await failing.ended).toBe(1);
    expect(hooksOf(failing.errorLines.items)).toEqual(['setup server', 'closing server no database RangeError']);

    await boot(`closing: () => { throw new RangeError('pool gone'); },`);
    const late = folder.kfw(['server']);
    await late.errorLines.first('that it runs', (line) => line.startsWith('log info app.running'));
    late.signal('SIGTERM');
    expect(await late.ended).toBe(0);
    expect(late.errorLines.items).toEqual(
      expect.arrayContaining([expect.stringMatching(/^log error app.closingFailed .*pool gone/)]),
    );

    // An uncaught error ends the server; its log reports it as well.
    await boot(
      `listeners: undefined, initialized: () => { setTimeout(() => { throw new TypeError('loose'); }, 1_000); },`,
    );
    const uncaught = folder.kfw(['server']);
    expect(await uncaught.ended).toBe(1);
    expect(uncaught.errorLines.items).toEqual(
      expect.arrayContaining([expect.stringMatching(/^log error app.failed .*loose/)]),
    );
    expect(hooksOf(uncaught.errorLines.items).at(-1)).toMatch(/^closing server .*TypeError: loose/);

    await boot('logger: { info() {} },');
    const lacking = folder.kfw(['server']);
    expect(await lacking.ended).toBe(1);
    expect(lacking.errorLines.items.join('\n')).toContain('lacks debug and warn and error');
  },
);
