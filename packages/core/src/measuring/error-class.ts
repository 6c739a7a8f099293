/** The class of an error as the value of a label: kfw's code, or the name of its class. Never its message, which may hold anything. */
import { isKfwError } from '../errors/kfw-error.js';
import { errorName } from '../errors/readable-error.js';

const form = /^[\w$.-]{1,64}$/;

export function errorClass(error: Error): string {
  if (isKfwError(error)) return error.code;
  const name = errorName(error);
  return form.test(name) ? name : 'Error';
}
