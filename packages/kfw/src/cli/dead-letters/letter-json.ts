/** A dead letter as the JSON line of `kfw dlq show --json`: the message decoded, and what kfw's headers say of it. */
import { type MessageJson, messageJson } from '../decoding/message-json.js';
import type { LetterMessage } from './letter-message.js';

export interface LetterJson extends Omit<MessageJson, 'error'> {
  readonly source: object | null;
  readonly error: object;
  readonly attempts: number | null;
  readonly firstFailedAt: Date | null;
  readonly replayCount: number;
  /** Why key or payload cannot be decoded; `raw` has the bytes of the value then. */
  readonly undecodable?: string;
}

export function letterJson(message: LetterMessage): LetterJson {
  const { source, error, attempts, firstFailedAt, replayCount } = message;
  const { error: undecodable, ...decoded } = messageJson(message);
  return {
    ...decoded,
    source,
    error,
    attempts,
    firstFailedAt,
    replayCount,
    ...(undecodable !== undefined && { undecodable }),
  };
}
