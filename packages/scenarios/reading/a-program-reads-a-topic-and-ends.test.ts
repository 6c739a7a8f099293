/** A program that kfw does not run: the configuration of the app around it is found, and nothing keeps it from ending. */
import { expect } from '@jest/globals';
import { makeAppFolder, spawnProgram } from '@kfw/test-cluster';
import { deliverTexts } from '../src/apps/deliver-texts.js';
import { idleApp } from '../src/apps/idle-app.js';
import { scenario } from '../src/scenario/scenario.js';

const program = `
import { readTopic, text } from 'kfw';

for await (const { key, payload } of readTopic(process.argv[2], { schema: text() })) console.log(key, payload);
`;

scenario([], 'a program reads a topic and ends', async (world) => {
  const topic = await world.createTopic('users');
  await deliverTexts(await idleApp(world), topic, ['a', 'b']);
  const folder = await makeAppFolder(world, { files: { 'scripts/read.mjs': program } });
  const spawned = spawnProgram(world, process.execPath, ['read.mjs', topic], { cwd: `${folder.root}/scripts` });
  expect(await world.waitFor('the program to end', spawned.ended)).toBe(0);
  expect(spawned.lines.items).toEqual(['a a', 'b b']);
  expect(spawned.errorLines.items).toEqual([]);
});

scenario([], 'the console reads a topic', async (world) => {
  const topic = await world.createTopic('users');
  await deliverTexts(await idleApp(world), topic, ['a', 'b']);
  const folder = await makeAppFolder(world);
  const code = `(await readTopic('${topic}').toArray()).map(({ key, payload }) => key + payload)`;
  const spawned = folder.kfw(['console', '-e', code]);
  expect(await world.waitFor('the console to end', spawned.ended)).toBe(0);
  expect(spawned.lines.items).toEqual(['["aa","bb"]']);
});
