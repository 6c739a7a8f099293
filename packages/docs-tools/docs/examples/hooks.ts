import { defineApp } from 'kfw';
import routes from './config/routes.js';

/** A pool of connections, as database clients have them. */
declare const pool: {
  connect(): Promise<void>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): void;
};

// #region pool-errors
pool.on('error', (error) => process.stderr.write(`an idle connection ended: ${error.message}\n`));
// #endregion

// #region hooks
export default defineApp({
  routes,
  async initialized(_app, { command }) {
    // `kfw routes` and `kfw info` need no database.
    if (command === 'server' || command === 'console' || command === 'script') await pool.connect();
  },
  async closing({ command, reason, error }) {
    await pool.end();
    process.stderr.write(`${command} ends (${reason})${error === undefined ? '' : `: ${error.name}`}\n`);
  },
});
// #endregion
