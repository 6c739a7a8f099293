/**
 * What a module of the app exports, be it an ES module or CommonJS. Node imports CommonJS with `module.exports` as the
 * default export; one that a compiler made has its own default export in there, and one of both kinds has it twice.
 */

export type Namespace = Readonly<Record<string, unknown>>;

/** A default export never lies deeper: an ES module, that compiled to CommonJS, that wrapped by a bundler. */
const deepest = 3;

/** The default export that the file's author wrote; `isIt` recognizes it on the way. */
export function defaultExport(namespace: Namespace, isIt: (value: unknown) => boolean): unknown {
  const outer = namespace.default;
  let value = outer;
  for (let depth = 0; depth < deepest && isObject(value) && !isIt(value) && 'default' in value; depth++) {
    value = value.default;
  }
  return value;
}

/** The exports by name, of CommonJS all that `module.exports` holds, also what Node does not find by reading the code. */
export function namedExports(namespace: Namespace): Namespace {
  const { default: outer, 'module.exports': whole, ...named } = namespace;
  const ofCommonJs = whole ?? (isObject(outer) && '__esModule' in outer ? outer : undefined);
  const { default: _inner, ...found } = isObject(ofCommonJs) ? { ...ofCommonJs } : {};
  return { ...found, ...named };
}

function isObject(value: unknown): value is Namespace {
  return typeof value === 'object' && value !== null;
}
