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
    source: source === undefined ? null : nulled({ ...source }, ['topic', 'partition', 'offset', 'timestamp', 'group']),
    error: nulled({ ...error }, ['class', 'code', 'message']),
    attempts: attempts ?? null,
    firstFailedAt: firstFailedAt ?? null,
    replayCount,
    ...(undecodable !== undefined && { undecodable }),
  };
}

/** JSON leaves undefined fields out, and a reader of lines expects the same fields in each. */
function nulled(fields: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
}
