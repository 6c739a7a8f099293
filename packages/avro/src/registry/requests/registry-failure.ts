/** The failures of a registry request: no response of its API came, or the registry rejected the request. */

export interface UnavailableDetails {
  /** Whether a retry may succeed soon: the registry is overloaded, or its connection was cut. */
  readonly retryable?: boolean;
  /** No response came at all: other requests would wait as long. */
  readonly unresponsive?: boolean;
  /** The registry's Retry-After. */
  readonly retryAfterMs?: number | undefined;
}

/** No response, or one that is not from the API. The message describes it: `an HTML page with status 200`. */
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

  /** The same failure with another message. */
  withMessage(message: string): Unavailable {
    return new Unavailable(message, this);
  }
}

/**
 * An error of the registry's API: a status from 400 to 499 with a code and a message in JSON. The library treats some
 * errors with a `status` specially, so this one has `httpStatus`.
 */
export class Refusal extends Error {
  constructor(
    readonly httpStatus: number,
    readonly errorCode: number,
    message: string,
  ) {
    super(message);
  }

  /** The same failure with another message. */
  withMessage(message: string): Refusal {
    return new Refusal(this.httpStatus, this.errorCode, message);
  }

  /** The subject, version or schema does not exist. A 404 without one of these codes means a wrong address. */
  get isNotFound(): boolean {
    return this.httpStatus === 404 && this.errorCode >= 40_400 && this.errorCode <= 40_499;
  }
}

/** The registry, or a proxy before it, rejected the credentials. */
export class Unauthorized extends Error {
  constructor(readonly httpStatus: number) {
    super(`the credentials were refused with status ${httpStatus}`);
  }
}
