/** The name of a new app: that of its folder. It becomes the name of its npm package and its Kafka client id. */
import path from 'node:path';
import { cliError } from '../errors.js';

const valid = /^[a-z0-9][a-z0-9._-]{0,213}$/;

/** The app's name. Throws `KFW_APP_NAME_INVALID`. */
export function appNameOf(folder: string): string {
  const name = path.basename(path.resolve(folder));
  if (valid.test(name) && !reserved.includes(name)) return name;
  throw cliError('KFW_APP_NAME_INVALID', { name, suggestion: suggest(name) });
}

/** Names that npm rejects, and packages that the app uses: an app of such a name would import itself. */
const reserved = ['node_modules', 'favicon.ico', 'kfw', 'jest', 'typescript'];

function suggest(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  const suggestion = words.replace(/[^a-z0-9._-]+/g, '-').replace(/^[^a-z0-9]+|-+$/g, '');
  if (suggestion === '') return 'shop';
  return suggestion === name ? `${suggestion}-app` : suggestion;
}
