/**
 * The class of a failed request as the value of a label. An error of kfw says what failed; what alerts and dashboards ask is why, and
 * that is the innermost cause: Kafka's name of the error (`NOT_ENOUGH_REPLICAS`), or Node's code of it (`ECONNREFUSED`).
 */
import { fieldValue, isError } from '../errors/readable-error.js';
import { errorClass, isErrorCode } from './error-class.js';

const maxDepth = 10;

/** Never a message, which may hold anything. Without such a name it is `errorClass`. */
export function kafkaErrorClass(error: Error): string {
  let innermost = error;
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const cause = fieldValue(innermost, 'cause');
    if (!isError(cause)) break;
    innermost = cause;
  }
  for (const name of [fieldValue(innermost, 'type'), fieldValue(innermost, 'code')]) {
    if (isErrorCode(name) && !name.startsWith('KFW_')) return name;
  }
  return errorClass(error);
}
