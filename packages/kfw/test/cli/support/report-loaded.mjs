// Imported before a script, writes the address of every module that is loaded after it to standard error.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const standardError = 2;

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('node:')) writeSync(standardError, `${url}\n`);
    return next(url, context);
  },
});
