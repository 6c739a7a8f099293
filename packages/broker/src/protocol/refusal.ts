/** Why a part of a request is not done, in the protocol's terms. Requests about many things answer each by itself. */
import { type ErrorCode, errorCodes } from './error-codes.js';

/** Kafka's words for INVALID_REQUEST, where it has none of its own. */
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

/** Does something and says how it went. Only a `Refusal` is an outcome; anything else is thrown on. */
export async function outcomeOf(action: () => void | Promise<void>): Promise<Outcome> {
  try {
    await action();
    return { errorCode: errorCodes.NONE, errorMessage: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { errorCode: error.code, errorMessage: error.message === '' ? null : error.message };
  }
}
