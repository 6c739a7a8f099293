/**
 * The class of an error as the value of a label: a code where it has one, kfw's (`KFW_DECODE_FAILED`) or Node's (`ECONNREFUSED`), else
 * the name of its class. Never its message, which may hold anything.
 */
import { isKfwError } from '../errors/kfw-error.js';
import { errorName, fieldValue, isError } from '../errors/readable-error.js';

const form = /^[\w$.-]{1,64}$/;
const codeForm = /^[A-Z][A-Z0-9_]{1,63}$/;
const maxDepth = 10;
/** Names that say nothing: `fetch` fails with a TypeError, and its cause says why. */
const generalNames = new Set(['Error', 'TypeError', 'AggregateError']);

/** Whether it may be the value of a label. */
export function isErrorCode(code: unknown): code is string {
  return typeof code === 'string' && codeForm.test(code);
}

export function errorClass(error: Error): string {
  let cause: unknown = error;
  for (let depth = 0; isError(cause) && depth < maxDepth; depth += 1) {
    if (isKfwError(cause)) return cause.code;
    const code = fieldValue(cause, 'code');
    if (isErrorCode(code)) return code;
    // The name that an app or a library gives to an error says more than what is behind it.
    if (!generalNames.has(errorName(cause))) break;
    cause = fieldValue(cause, 'cause') ?? firstOf(fieldValue(cause, 'errors'));
  }
  const name = errorName(error);
  return form.test(name) ? name : 'Error';
}

/** Of an AggregateError: one for each address that was tried. */
function firstOf(errors: unknown): unknown {
  return Array.isArray(errors) ? errors[0] : undefined;
}
