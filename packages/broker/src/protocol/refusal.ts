/** The error of one part of a request, in the protocol's terms. A request about many things has a result for each. */
import { type ErrorCode, errorCodes } from './error-codes.js';

/** Kafka's message for INVALID_REQUEST where it has no specific one. */
export const malformed =
  'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.';

export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export interface Outcome {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

/** Runs an action and returns its outcome. Only a `Refusal` becomes an outcome; other errors are thrown. */
export async function outcomeOf(action: () => void | Promise<void>): Promise<Outcome> {
  try {
    await action();
    return { errorCode: errorCodes.NONE, errorMessage: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { errorCode: error.code, errorMessage: error.message === '' ? null : error.message };
  }
}
