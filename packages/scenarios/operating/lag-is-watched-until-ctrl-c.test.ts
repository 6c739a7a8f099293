/** A terminal is redrawn; elsewhere the next table follows the last. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { checkout, spawnProgram, temporaryFolder } from '@kfw/test-cluster';
import { transportTo } from '../src/clusters/transport-to.js';
import { hoursAgo, sendDated } from '../src/operating/send-dated.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'lag is watched until Ctrl-C', async (world) => {
  const topic = await world.createTopic('orders');
  const group = world.name('readers');
  const { admin } = transportTo(world);
  await sendDated(world, topic, [[hoursAgo(1), hoursAgo(1), hoursAgo(1)]]);
  const commit = (offset: number) => admin.setGroupOffsets(group, [{ topic, partition: 0, offset }]);
  await commit(1);
  const cwd = await temporaryFolder(world);
  const watch = ['lag', group, '--brokers', world.cluster.brokers, '--watch', '--interval', '200ms'];
  const kfw = [path.join(checkout, 'bin/kfw'), ...watch];

  const terminal = openTerminal(world, [process.execPath, ...kfw].join(' '), { cwd });
  await terminal.shows(/│ +1 │ +3 │ +2 │ +1 h/);
  await commit(2);
  await terminal.shows(/│ +2 │ +3 │ +1 │ +1 h/);
  expect(terminal.raw).toContain('\u001b[H\u001b[J');
  terminal.type('\x03');
  expect(await terminal.ended).toBe(130);

  const piped = spawnProgram(world, process.execPath, [...kfw, '--json'], { cwd });
  await piped.log.first('a line', ({ lag }) => lag === 1);
  await commit(3);
  await piped.log.first('a later line', ({ lag }) => lag === 0);
  piped.interrupt();
  expect(await piped.ended).toBe(130);
  expect(piped.lines.items.every((line) => Object.hasOwn(JSON.parse(line), 'lagSeconds'))).toBe(true);
});
