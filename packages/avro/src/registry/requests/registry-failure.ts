/** The two ways in which a request of the registry fails: nothing came that is an answer of its API, or it refused. */

export interface UnavailableDetails {
  /** Whether the same request may be well in a moment: the registry is overloaded, or its connection was cut. */
  readonly retryable?: boolean;
  /** Nothing came at all: whoever else asks waits as long. */
  readonly unresponsive?: boolean;
  /** What the registry wants to be waited for before the next request. */
  readonly retryAfterMs?: number | undefined;
}

/** No answer, or one that is not the API's. The message says what came instead: `an HTML page with status 200`. */
export class Unavailable extends Error {
  readonly retryable: boolean;
  readonly unresponsive: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { retryable = false, unresponsive = false, retryAfterMs }: UnavailableDetails = {}) {
    super(message);
    this.retryable = retryable;
    this.unresponsive = unresponsive;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same in other words. */
  withMessage(message: string): Unavailable {
    return new Unavailable(message, this);
  }
}

/**
 * The registry's own word: a status from 400 to 499 with a code and a message in JSON. The library above looks for a
 * `status` of errors and has its own mind about some: it finds none here.
 */
export class Refusal extends Error {
  constructor(
    readonly httpStatus: number,
    readonly errorCode: number,
    message: string,
  ) {
    super(message);
  }

  /** The same in other words. */
  withMessage(message: string): Refusal {
    return new Refusal(this.httpStatus, this.errorCode, message);
  }

  /** The subject, version or schema is not there. A 404 without one of these codes is a wrong address. */
  get isNotFound(): boolean {
    return this.httpStatus === 404 && this.errorCode >= 40_400 && this.errorCode <= 40_499;
  }
}

/** The registry refused the credentials, or whatever stands before it did. */
export class Unauthorized extends Error {
  constructor(readonly httpStatus: number) {
    super(`the credentials were refused with status ${httpStatus}`);
  }
}
