/**
 * A PostgreSQL server of one scenario, which may be stopped and started: the one of the machine, with its data in a
 * temporary folder. On Debian: `apt-get install postgresql`. It refuses to run as root, so root runs it as another
 * user.
 */
import { execFile } from 'node:child_process';
import { chown, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePorts, temporaryFolder, type World } from '@kfw/test-cluster';

const execute = promisify(execFile);
const installed = '/usr/lib/postgresql';
const withinMs = 60_000;

export interface PostgreSql {
  /** For a client: no password is asked for. */
  readonly address: { readonly host: string; readonly port: number; readonly user: string; readonly database: string };
  /** Ends its connections and itself; resolves when it has. */
  stop(): Promise<void>;
  /** Resolves when it takes connections. */
  start(): Promise<void>;
}

/** Started; it ends with the scenario. */
export async function startPostgreSql(world: World): Promise<PostgreSql> {
  const programs = await programsFolder();
  const folder = await temporaryFolder(world);
  const user = process.getuid?.() === 0 ? 'postgres' : undefined;
  if (user !== undefined) await chown(folder, await idOf('-u', user), await idOf('-g', user));
  const run = async (program: string, args: readonly string[]): Promise<void> => {
    const command = [path.join(programs, program), ...args];
    const [file = '', ...rest] = user === undefined ? command : ['runuser', '-u', user, '--', ...command];
    await execute(file, rest, { cwd: folder, timeout: withinMs });
  };

  const data = path.join(folder, 'data');
  await run('initdb', ['--pgdata', data, '--username', 'kfw', '--auth', 'trust', '--no-sync']);
  const [port = 0] = await freePorts(1);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  const control = (...args: string[]) => run('pg_ctl', ['--pgdata', data, '--wait', '--silent', ...args]);
  let isRunning = false;
  const server: PostgreSql = {
    address: { host: '127.0.0.1', port, user: 'kfw', database: 'postgres' },
    async stop() {
      if (isRunning) await control('--mode', 'fast', 'stop');
      isRunning = false;
    },
    async start() {
      await control('--log', path.join(folder, 'log'), '--options', options, 'start');
      isRunning = true;
    },
  };
  world.after(() => server.stop());
  await server.start();
  return server;
}

/** Of the newest version that is installed. */
async function programsFolder(): Promise<string> {
  const versions = await readdir(installed).catch(() => []);
  const newest = versions.map(Number).sort((one, other) => other - one)[0];
  if (newest !== undefined) return path.join(installed, String(newest), 'bin');
  throw new Error(`There is no PostgreSQL in ${installed}. Install it: apt-get install postgresql`);
}

async function idOf(what: '-u' | '-g', user: string): Promise<number> {
  const { stdout } = await execute('id', [what, user]);
  return Number(stdout);
}
