/**
 * Fills environment variables into the text values of the configuration file, so that secrets stay out of it:
 * `${KAFKA_PASSWORD}` must be set, `${KAFKA_PASSWORD:-default}` need not be. `$${` stands for a plain `${`. Values of
 * environment variables are not interpolated again.
 */

export type ConfigPath = readonly (string | number)[];

const placeholder = /\$(\$\{)|\$\{([^}]*)\}/g;
const content = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * A copy of `value` with everything filled in. Values for which `skip` returns true are left out: they are overridden,
 * and an unused variable need not be set. `onMistake` receives each placeholder that cannot be filled.
 */
export function interpolate(
  value: unknown,
  env: Readonly<Record<string, string | undefined>>,
  skip: (path: ConfigPath) => boolean,
  onMistake: (path: ConfigPath, text: string) => void,
  path: ConfigPath = [],
): unknown {
  if (typeof value === 'string') return fill(value, env, (text) => onMistake(path, text));
  if (Array.isArray(value)) {
    return value.map((item, index) => interpolate(item, env, skip, onMistake, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !skip([...path, key]))
      .map(([key, item]) => [key, interpolate(item, env, skip, onMistake, [...path, key])]),
  );
}

function fill(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  onMistake: (text: string) => void,
): string | undefined {
  let failed = false;
  const mistake = (what: string): string => {
    failed = true;
    onMistake(what);
    return '';
  };
  const filled = text.replace(placeholder, (_, escaped: string | undefined, inner = '') => {
    if (escaped !== undefined) return escaped;
    const [, name, fallback] = content.exec(inner) ?? [];
    if (name === undefined) return mistake(`\${${inner}} is not a variable. Write \${NAME} or \${NAME:-default}.`);
    const given = env[name];
    if (given !== undefined && given !== '') return given;
    return fallback ?? mistake(`the variable ${name} is not set. Set it, or write \${${name}:-default}.`);
  });
  return failed ? undefined : filled;
}
