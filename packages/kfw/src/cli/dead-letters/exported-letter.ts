/** A dead letter as a line of `kfw dlq export`: all of it, so that it can be sent again. */
import { isUtf8 } from 'node:buffer';
import { headerEntriesOf } from '@kfw/core';
import type { DeadLetter } from '@kfw/operating';
import { bytesJson } from '../decoding/message-json.js';

/** Bytes are text where they are UTF-8, else `{ "$base64": "AAEC" }`; headers a list of names and values, as sent. */
export function exportedLetter({ place, record, source, attempts, error, ...failure }: DeadLetter): object {
  const { key, value, timestamp, problem } = record;
  return {
    ...place,
    timestamp: timestamp >= 0 ? new Date(timestamp) : null,
    key: bytesOrText(key),
    value: bytesOrText(value),
    headers: headerEntriesOf(record).map(([name, sent]) => [bytesOrText(name), bytesOrText(sent)]),
    source: source ?? null,
    attempts: attempts ?? null,
    error,
    firstFailedAt: failure.firstFailedAt ?? null,
    replayCount: failure.replayCount,
    ...(problem !== undefined && { problem: problem.message }),
  };
}

function bytesOrText(bytes: Buffer | null): unknown {
  if (bytes === null) return null;
  return isUtf8(bytes) ? bytes.toString('utf8') : bytesJson(bytes);
}
