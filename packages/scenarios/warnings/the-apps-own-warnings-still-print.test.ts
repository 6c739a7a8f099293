import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

/** Warns when it runs, as Node does and of its own. */
const bootFile = `
import { defineApp } from 'kfw';
import routes from './config/routes.js';

export default defineApp({
  routes,
  setup({ monitor }) {
    monitor.subscribe('app.connected', () => {
      process.emitWarning('the shop is nearly empty', { type: 'ShopWarning', code: 'SHOP1' });
      setTimeout(() => {}, -1);
    });
  },
});
`;

scenario([], 'the warnings of the app’s own code still print, those of Node about it too', async (world) => {
  const app = await makeAppFolder(world, { files: { 'kfw.ts': bootFile } });

  const server = app.kfw(['server', '--json']);
  await server.logged('app.running');
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
  const console = app.kfw(['console', '-e', '1']);
  expect(await console.ended).toBe(0);

  for (const { errorLines } of [server, console]) {
    const warnings = errorLines.items.filter((line) => line.includes('Warning: '));
    expect(warnings).toEqual([
      expect.stringMatching(/^\(node:\d+\) \[SHOP1\] ShopWarning: the shop is nearly empty$/),
      expect.stringMatching(/^\(node:\d+\) TimeoutNegativeWarning: -1 is a negative number\.$/),
    ]);
  }
});
