/** What became of a batch that was to be appended. */
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface AppendResult {
  readonly code: ErrorCode;
  /** -1 with an error. */
  readonly baseOffset: number;
  /** -1 unless the topic's time is the broker's, or the batch was there already. */
  readonly appendTime: number;
}

export const rejected = (code: ErrorCode): AppendResult => ({ code, baseOffset: -1, appendTime: -1 });

export const appended = (baseOffset: number, appendTime: number): AppendResult => {
  return { code: errorCodes.NONE, baseOffset, appendTime };
};
