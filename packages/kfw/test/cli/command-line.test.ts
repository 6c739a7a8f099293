import { describe, expect, it } from '@jest/globals';
import { kfw, temporaryFolder } from './support/kfw.js';

const cwd = temporaryFolder();
const commands = ['new', 'server', 'console', 'routes', 'info', 'generate', 'schemas'];
const generators = ['consumer', 'responder', 'schema', 'topic', 'types'].map((kind) => `generate ${kind}`);

describe('kfw', () => {
  it('lists its commands', async () => {
    const { code, stdout, stderr } = await kfw(['--help'], { cwd });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
  });

  it.each(['', ...commands, ...generators, 'schemas register'])(
    'ends the help of "%s" with an example',
    async (command) => {
      const { code, stdout } = await kfw([...command.split(' ').filter(Boolean), '--help'], { cwd });

      expect(code).toBe(0);
      expect(stdout).toMatch(/\nExamples?:\n( {2}\$ .+\n)+$/);
      expect(stdout.trimEnd().split('\n').at(-1)).toContain(`kfw ${command}`.trimEnd());
    },
  );

  it('prints its version', async () => {
    expect(await kfw(['--version'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    [['servr'], "kfw: unknown command 'servr' (did you mean server?)\n"],
    [['generate', 'consmer', 'users'], "kfw: unknown command 'consmer' (did you mean consumer?)\n"],
    [['gen', 'topic', 'x'], "kfw: unknown command 'gen' (did you mean generate?)\n"],
    [['g', 'con', 'users'], "kfw: unknown command 'con' (did you mean consumer?)\n"],
    [['g', 't', 'users'], "kfw: unknown command 't' (did you mean one of topic, types?)\n"],
    [['new', 'shop', '--brokr', 'a:1'], "kfw: unknown option '--brokr' (did you mean --broker?)\n"],
    [['new'], "kfw: missing required argument 'dir' (--help shows what there is)\n"],
    [['console', '--startup-timeout', 'soon'], expect.stringMatching(/^kfw: there is no app here: /)],
  ])('rejects %j with the mistake, exit 1', async (args, stderr) => {
    expect(await kfw(args, { cwd })).toEqual({ code: 1, stdout: '', stderr });
  });

  it('reports a mistake as one JSON line with --json', async () => {
    const { code, stderr } = await kfw(['servr', '--json'], { cwd });

    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      event: 'error',
      code: 'KFW_USAGE',
      message: "unknown command 'servr' (did you mean server?)",
    });
  });
});
