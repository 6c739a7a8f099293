import path from 'node:path';
import { expect } from '@jest/globals';
import { checkout } from '@kfw/test-cluster';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { folderWithoutApp } from '../src/processes/run-kfw.js';
import { openTerminal } from '../src/processes/terminal.js';
import { scenario } from '../src/scenario/scenario.js';

scenario(
  [91],
  'discarding dead letters counts them and asks on a terminal',
  async (world) => {
    const topic = await world.createTopic('letters');
    const app = await idleApp(world);
    await deliverTexts(app, topic, ['one', 'two', 'three']);
    const folder = await folderWithoutApp(world);
    const kfw = `'${process.execPath}' '${path.join(checkout, 'bin/kfw')}'`;
    const command = `${kfw} dlq discard ${topic} --brokers ${world.cluster.brokers}`;
    const left = async () => (await folder.kfw('dlq', 'show', topic, '--json')).lines.length;

    const refused = openTerminal(world, command, { cwd: folder.path });
    await refused.shows(/│ +3 │/);
    await refused.shows(new RegExp(`Discard 3 letters of ${topic}\\? \\[y/N\\]`));
    refused.type('\r');
    await refused.shows(/not confirmed: nothing was changed/);
    expect([await refused.ended, await left()]).toEqual([1, 3]);

    const unanswered = openTerminal(world, command, { cwd: folder.path });
    await unanswered.shows(/\[y\/N\]/);
    unanswered.type('\u0004');
    await unanswered.shows(/not confirmed: nothing was changed/);
    expect([await unanswered.ended, await left()]).toEqual([1, 3]);

    const confirmed = openTerminal(world, command, { cwd: folder.path });
    await confirmed.shows(/\[y\/N\]/);
    // What comes after the count was not confirmed, and is not discarded.
    await deliverTexts(app, topic, ['four']);
    confirmed.type('y\r');
    await confirmed.shows(/3 of 3 letters discarded/);
    expect([await confirmed.ended, await left()]).toEqual([0, 1]);
  },
  { timeoutMs: 120_000 },
);
