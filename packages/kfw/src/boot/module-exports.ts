/**
 * Reads the exports of an app's module, ES module or CommonJS. Node imports CommonJS with `module.exports` as the
 * default export; compiled CommonJS has its own default export inside that, and a module of both kinds has it twice.
 */

export type Namespace = Readonly<Record<string, unknown>>;

/** The deepest possible default export: an ES module, compiled to CommonJS, wrapped by a bundler. */
const deepest = 3;

/** The default export that the file's author wrote; `isIt` recognizes it. */
export function defaultExport(namespace: Namespace, isIt: (value: unknown) => boolean): unknown {
  const outer = namespace.default;
  let value = outer;
  for (let depth = 0; depth < deepest && isObject(value) && !isIt(value) && 'default' in value; depth++) {
    value = value.default;
  }
  return value;
}

/** The named exports; for CommonJS everything in `module.exports`, also names that Node does not find by parsing. */
export function namedExports(namespace: Namespace): Namespace {
  const { default: outer, 'module.exports': whole, ...named } = namespace;
  const ofCommonJs = whole ?? (isObject(outer) && '__esModule' in outer ? outer : undefined);
  const { default: _inner, ...found } = isObject(ofCommonJs) ? { ...ofCommonJs } : {};
  return { ...found, ...named };
}

function isObject(value: unknown): value is Namespace {
  return typeof value === 'object' && value !== null;
}
