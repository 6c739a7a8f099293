import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { run, temporaryFolder } from './support/kfw.js';

const root = temporaryFolder();
const oldNode = ['--require', path.join(__dirname, 'support/old-node.cjs')];

/** The command of a package of its own, whose command line is `main`. */
function installBin(name: string, main?: string): string {
  const folder = path.join(root, name);
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  copyFileSync(path.join(__dirname, '../../bin/kfw.js'), path.join(folder, 'bin/kfw.js'));
  if (main !== undefined) {
    mkdirSync(path.join(folder, 'dist/cli'), { recursive: true });
    writeFileSync(path.join(folder, 'dist/cli/main.js'), `export async function main(argv) { ${main} }`);
  }
  return path.join(folder, 'bin/kfw.js');
}

/** An app whose node_modules/.bin holds a `node` of a version; it says that it was used. */
function installNode(app: string, version: string): string {
  const folder = path.join(root, app);
  mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
  const node = path.join(folder, 'node_modules/.bin/node');
  writeFileSync(
    node,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo ${version} >&2; exec '${process.execPath}' "$@"; fi\n`,
  );
  chmodSync(node, 0o755);
  return folder;
}

describe('bin/kfw.js on a Node that is too old', () => {
  it('says which Node is needed when there is none', async () => {
    const { code, stderr } = await run([...oldNode, installBin('lonely')], { cwd: root });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: needs Node 22\.22 or newer, and this is v20\.1\.0\. /);
  });

  it('runs itself again with the nearest Node that is new enough, with its arguments, input and exit code', async () => {
    const bin = installBin(
      'again',
      'process.stdin.pipe(process.stdout); console.log(argv.slice(2)); process.exitCode = 7;',
    );
    installNode('app', 'v22.22.0');
    const cwd = installNode('app/inner', 'v22.21.9');

    expect(await run([...oldNode, bin, 'a b', '$c'], { cwd, input: 'typed' })).toEqual({
      code: 7,
      stdout: "[ 'a b', '$c' ]\ntyped",
      stderr: 'v22.22.0\n',
    });
  });

  it('uses the Node of its own installation when the app has none', async () => {
    installNode('beside', 'v24.0.0');
    const bin = installBin('beside/node_modules/kfw', "console.log('ran');");

    expect(await run([...oldNode, bin], { cwd: root })).toEqual({ code: 0, stdout: 'ran\n', stderr: 'v24.0.0\n' });
  });

  it('passes SIGTERM on', async () => {
    const cwd = installNode('signalled', 'v24.0.0');
    const main = "process.on('SIGTERM', () => process.exit(3)); setInterval(() => {}, 1000); console.error('ready');";
    const onStderr = (text: string, kill: (signal: NodeJS.Signals) => void) => {
      if (text.endsWith('ready\n')) kill('SIGTERM');
    };

    expect(await run([...oldNode, installBin('listens', main)], { cwd, onStderr })).toMatchObject({ code: 3 });
  });

  it.each(['SIGHUP', 'SIGQUIT', 'SIGINT'] as const)('passes %s on', async (signal) => {
    const cwd = installNode(`signalled-${signal}`, 'v24.0.0');
    const main = `process.on('${signal}', () => process.exit(4)); setInterval(() => {}, 1000); console.error('ready');`;
    const onStderr = (text: string, kill: (signal: NodeJS.Signals) => void) => {
      if (text.endsWith('ready\n')) kill(signal);
    };

    expect(await run([...oldNode, installBin(`listens-${signal}`, main)], { cwd, onStderr })).toMatchObject({
      code: 4,
    });
  });

  it('stops the newer Node when it is killed itself', async () => {
    const cwd = installNode('orphaned', 'v24.0.0');
    const stop = `console.error('stopped, ' + process.env.KFW_WRAPPER); process.exit(0);`;
    const main = `process.on('SIGTERM', () => { ${stop} }); setInterval(() => {}, 1000); console.error('ready');`;
    const onStderr = (text: string, kill: (signal: NodeJS.Signals) => void) => {
      if (text.endsWith('ready\n')) kill('SIGKILL');
    };

    // Its output is read to the end, which is that of the newer Node.
    expect(await run([...oldNode, installBin('orphan', main)], { cwd, onStderr })).toMatchObject({
      code: 'SIGKILL',
      stderr: 'v24.0.0\nready\nstopped, undefined\n',
    });
  });

  it('ends with the newer Node, which the channel between both does not keep alive', async () => {
    const cwd = installNode('quick', 'v24.0.0');

    expect(await run([...oldNode, installBin('quick', "console.log('done');")], { cwd })).toMatchObject({
      code: 0,
      stdout: 'done\n',
    });
  });

  it('ends by the signal that ended the newer Node', async () => {
    const cwd = installNode('killed', 'v24.0.0');
    const bin = installBin('killed', "process.kill(process.pid, 'SIGKILL');");

    expect(await run([...oldNode, bin], { cwd })).toMatchObject({ code: 'SIGKILL' });
  });
});

describe('bin/kfw.js', () => {
  it('runs the kfw of the app that it is called in, also in its subfolders, except for `new`', async () => {
    const called = installBin('called', "console.log('called', argv.slice(2));");
    installBin('owner/node_modules/kfw', "console.log('of the app', argv.slice(2));");
    const app = path.join(root, 'owner');
    mkdirSync(path.join(app, 'config'));

    expect(await run([called, 'routes', '--json'], { cwd: app })).toMatchObject({
      stdout: "of the app [ 'routes', '--json' ]\n",
    });
    expect(await run([called, 'server'], { cwd: path.join(app, 'config') })).toMatchObject({
      stdout: "of the app [ 'server' ]\n",
    });
    expect(await run([called, 'new', '../other'], { cwd: app })).toMatchObject({
      stdout: "called [ 'new', '../other' ]\n",
    });
    expect(await run([called, 'routes'], { cwd: root })).toMatchObject({ stdout: "called [ 'routes' ]\n" });
  });

  it('says that it is not built', async () => {
    const { code, stderr } = await run([installBin('unbuilt')], { cwd: root });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: it is not built yet\. Run `npm run build` in /);
  });

  it("hides Node's experimental warnings and no others", async () => {
    const main = "process.emitWarning('new', 'ExperimentalWarning'); process.emitWarning('the app says so');";
    const { stderr } = await run([installBin('warns', main)], { cwd: root });

    expect(stderr).toContain('Warning: the app says so');
    expect(stderr).not.toContain('ExperimentalWarning');
  });
});
