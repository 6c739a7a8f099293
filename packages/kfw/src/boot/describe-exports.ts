/** Describes the exports of a boot file that does not export an app. */
import { isAppDefinition } from '../app/define-app.js';
import { type Namespace, namedExports } from './module-exports.js';

/** Such as `has a function as its default export, which defineApp did not make`, to follow the file's name. */
export function describeExports(namespace: Namespace, definition: unknown): string {
  const [name] = Object.entries(namedExports(namespace)).find(([, value]) => isAppDefinition(value)) ?? [];
  if (name !== undefined) return `exports its app as ${name}, and not as its default export`;
  if (definition === undefined || isCompiled(definition)) return 'has no default export';
  return `has ${kindOf(definition)} as its default export, which defineApp did not make`;
}

/** Whether a compiler made it of an ES module: `module.exports` is then the module, not its default export. */
function isCompiled(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '__esModule' in value && !('default' in value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  return `a ${typeof value}`;
}
