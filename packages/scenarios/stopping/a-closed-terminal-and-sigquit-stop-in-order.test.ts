import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from '@jest/globals';
import { groupState, makeAppFolder } from '@kfw/test-cluster';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

/** Writes down how it ended, since a closed terminal shows nothing; and still logs meanwhile, as apps do. */
const bootFile = `
import { writeFileSync } from 'node:fs';
import { defineApp, logListener } from 'kfw';
import routes from './config/routes.js';

process.on('exit', (code) => writeFileSync('ended', String(code)));
export default defineApp({
  routes,
  listeners: [logListener()],
  setup({ monitor }) {
    monitor.subscribe('app.stopping', ({ reason }) => {
      console.log('stopping by', reason);
      console.error('stopping by', reason);
    });
  },
});
`;

scenario([], 'a closed terminal and SIGQUIT stop in order', async (world) => {
  const app = await makeAppFolder(world, { files: { 'kfw.ts': bootFile } });
  const group = `${app.name}_example`;
  const ended = () =>
    world.until(
      'the end of the server',
      async () => (await readFile(path.join(app.root, 'ended'), 'utf8')) || undefined,
    );

  const terminal = openTerminal(world, `exec '${process.execPath}' node_modules/kfw/bin/kfw.js server`, {
    cwd: app.root,
  });
  await terminal.shows(/running 1 group/);
  await terminal.close();
  expect(await ended()).toBe('0');
  expect(await groupState(world.cluster.brokers, group)).toBe('Empty');

  const server = app.kfw(['server', '--json']);
  await server.logged('app.running');
  server.signal('SIGQUIT');
  await server.logged('app.stopping', ({ reason }) => reason === 'SIGQUIT');
  expect(await server.ended).toBe(0);
  expect(server.log.items.at(-1)).toMatchObject({ event: 'app.stopped' });
  expect(await groupState(world.cluster.brokers, group)).toBe('Empty');
});
