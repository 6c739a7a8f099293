/**
 * The secrets of this process, which no text may show: a broker or a proxy may answer with what it received, and an error
 * quotes the answer. Secrets are registered where they are read; errors and everything that prints use this list.
 */
import { inspect } from 'node:util';
import { sharedValue } from '../process/process-slots.js';

const blank = '[secret]';
/** Shorter ones would make holes in ordinary words. They are kept out of texts by their type alone. */
const shortest = 6;
const deepest = 6;

interface Registered {
  readonly forms: Set<string>;
  /** The longest first: one may be a part of another. */
  longestFirst: readonly string[];
}

const registered = sharedValue<Registered>('secrets', () => ({ forms: new Set(), longestFirst: [] }));

/** From now on no text that goes through `withoutSecrets` shows `value`, as it is or encoded as clients encode it. */
export function hideSecret(value: string): void {
  const { forms } = registered;
  const before = forms.size;
  for (const form of formsOf(value)) if (form.length >= shortest) forms.add(form);
  if (forms.size > before) registered.longestFirst = [...forms].sort((one, other) => other.length - one.length);
}

/** The text with `[secret]` in the place of secrets. */
export function withoutSecrets(text: string): string {
  let shown = text;
  for (const secret of registered.longestFirst) if (shown.includes(secret)) shown = shown.replaceAll(secret, blank);
  return shown;
}

/** The same, when it shows no secret, however it is printed; otherwise an error that says the same without it. */
export function causeWithoutSecrets(cause: unknown): unknown {
  if (registered.longestFirst.length === 0) return cause;
  if (typeof cause === 'string') return withoutSecrets(cause);
  if (typeof cause !== 'object' || cause === null) return cause;
  const text = textOf(cause);
  const shown = withoutSecrets(text);
  if (shown === text) return cause;
  const { message } = cause as { message?: unknown };
  return new Error(typeof message === 'string' ? withoutSecrets(message) : shown);
}

/** All that printing it would show. Most errors are a message and a stack. */
function textOf(cause: object): string {
  try {
    if (cause instanceof Error && cause.cause === undefined && Object.keys(cause).length === 0) {
      return `${cause.message}\n${cause.stack ?? ''}`;
    }
    return inspect(cause, { depth: deepest });
  } catch {
    // What cannot be inspected is not printed either.
    return '';
  }
}

function formsOf(value: string): readonly string[] {
  const trimmed = value.trim();
  return [
    value,
    trimmed,
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
    // Of a key in PEM, any of its lines.
    ...(trimmed.includes('\n')
      ? trimmed.split(/\r?\n/).filter((line) => line.length >= 16 && !line.includes('-----'))
      : []),
  ];
}
