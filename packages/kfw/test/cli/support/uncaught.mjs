// A command that waits, while code of the app throws an error that is not caught: `node uncaught.mjs CODE`.

import { endProcessAfter } from '../../../dist/cli/exit/end-process.js';
import { onUncaught } from '../../../dist/cli/exit/uncaught.js';

const [code, mode] = process.argv.slice(2);
const alive = setInterval(() => {}, 60_000);

await endProcessAfter(
  async () => {
    const ended = Promise.withResolvers();
    // As a server does: it stops in order, and ends with the error.
    if (mode === 'server') onUncaught((error) => setImmediate(() => ended.reject(error)));
    setImmediate(new Function(code));
    await ended.promise.finally(() => clearInterval(alive));
  },
  () => ({ json: mode === 'json' }),
);
