/** On a terminal the deletion of a group asks for its name; any other answer changes nothing. */
import path from 'node:path';
import { expect } from '@jest/globals';
import { checkout, temporaryFolder } from '@kfw/test-cluster';
import { transportTo } from '../src/clusters/transport-to.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

scenario([], 'a group is deleted when its name is typed', async (world) => {
  const topic = await world.createTopic('orders');
  const group = world.name('stale');
  const { admin } = transportTo(world);
  await admin.setGroupOffsets(group, [{ topic, partition: 0, offset: 0 }]);
  const cwd = await temporaryFolder(world);
  const kfw = [process.execPath, path.join(checkout, 'bin/kfw'), 'groups', 'delete', group];
  const answer = async (typed: string) => {
    const terminal = openTerminal(world, [...kfw, '--brokers', world.cluster.brokers].join(' '), { cwd });
    await terminal.shows(new RegExp(`Everything that ${group} has committed is lost. Type ${group} to continue: `));
    terminal.type(`${typed}\r`);
    const code = await world.waitFor('the end of the command', terminal.ended);
    return [code, (await admin.groupOffsets(group, [])).length];
  };
  expect(await answer('yes')).toEqual([1, 1]);
  expect(await answer(group)).toEqual([0, 0]);
});
