/** What the help texts show as examples, typed into a shell in the folder of an app, on a cluster of its own. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '@kfw/test-cluster';
import { startCluster, type TestCluster } from '@kfw/testing';
import { type ExampleApp, healthOfServer, makeExampleApp } from '../src/examples/example-app.js';
import { examplesOfHelp } from '../src/examples/examples-of-help.js';
import { plays } from '../src/examples/plays.js';

const exampleMs = 120_000;

describe('every example of every help', () => {
  let cluster: TestCluster;
  let world: World;
  let app: ExampleApp;

  beforeAll(async () => {
    cluster = await startCluster();
    world = new World({ kind: 'embedded', brokers: cluster.brokers, registry: cluster.registry });
    app = await makeExampleApp(world);
  }, exampleMs);

  afterAll(async () => {
    await world.end();
    await cluster.stop();
  });

  it('is played here, and nothing else', () => {
    expect(Object.keys(plays).sort()).toEqual([...examplesOfHelp()].sort());
  });

  it.each(Object.entries(plays))(
    '%s',
    async (line, { besideServer = false, shows, folder, after, removes, writes, prepare, ...play }) => {
      const { untilInterrupted = false, code = 0 } = play;
      const cwd = folder === 'beside the app' ? app.shell.home : app.root;
      if (removes !== undefined) await rm(path.join(cwd, removes), { recursive: true });
      if (prepare !== undefined) await app.prepare(prepare);
      const server = besideServer ? await app.serve() : undefined;
      const program = app.shell.run(after === undefined ? line : `${line}\n${after}`, cwd, server && healthOfServer);
      const output = () => [...program.lines.items, ...program.errorLines.items].join('\n');
      if (untilInterrupted) {
        const shown = world.until('its output', async () => shows.test(output()) || undefined, exampleMs);
        await Promise.race([shown, program.ended]);
        program.interrupt();
      }
      expect([await world.waitFor('its end', program.ended, exampleMs), output()]).toEqual([
        code,
        expect.stringMatching(shows),
      ]);
      await server?.stop();
      if (writes !== undefined) expect(await readFile(path.join(app.shell.home, writes), 'utf8')).not.toBe('');
    },
    exampleMs,
  );
});
