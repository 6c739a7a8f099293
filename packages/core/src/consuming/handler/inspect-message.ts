/**
 * The printed and serialized forms of a message, for an app that logs one: kfw's own log lines never contain messages. A
 * part that cannot be decoded is replaced with the reason, so that printing a message never throws.
 */
import { type InspectOptions, inspect, types } from 'node:util';
import type { Message } from '../../contracts/message.js';
import { toError } from '../../errors/kfw-error.js';

type Part = 'key' | 'payload';

/** For `util.inspect`, and so for the console: values unchanged. */
export function inspectMessage(message: Message, depth: number | null, options: InspectOptions): string {
  const { topic, partition, offset } = message;
  if (depth !== null && depth < 0) return `[Message ${topic}[${partition}] ${offset}]`;
  const shown = {
    ...positionOf(message),
    key: part(message, 'key', (reason) => new Unreadable(reason)),
    headers: message.headers,
    payload: part(message, 'payload', (reason) => new Unreadable(reason)),
  };
  return `Message ${inspect(shown, { ...options, depth })}`;
}

/** For `JSON.stringify`: bigints as digits, bytes in base64, and an unreadable part as null with its reason. */
export function messageAsJson(message: Message): Readonly<Record<string, unknown>> {
  const reasons: Record<string, string> = {};
  const read = (of: Part) =>
    part(message, of, (reason) => {
      reasons[`${of}Error`] = reason;
      return null;
    });
  const key = read('key');
  const payload = read('payload');
  return {
    ...positionOf(message),
    key: plain(key, []),
    headers: { ...message.headers },
    payload: plain(payload, []),
    ...reasons,
  };
}

function positionOf({ topic, partition, offset, timestamp, attempt }: Message) {
  // A producer may have set a timestamp that no Date can hold.
  const time = Number.isNaN(timestamp.getTime()) ? null : timestamp;
  return { topic, partition, offset, timestamp: time, ...(attempt > 1 && { attempt }) };
}

function part(message: Message, of: Part, fallback: (reason: string) => unknown): unknown {
  try {
    return message[of];
  } catch (thrown) {
    return fallback(toError(thrown).message);
  }
}

class Unreadable {
  constructor(private readonly reason: string) {}

  [inspect.custom](): string {
    return `<${inspect(this.reason)}>`;
  }
}

/** Converts values that codecs may return and JSON cannot hold. */
function plain(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return value;
  if (above.includes(value) || above.length > deepest) return '…';
  const inside = [...above, value];
  if (types.isMap(value)) return [...value].map(([name, item]) => [plain(name, inside), plain(item, inside)]);
  if (Array.isArray(value) || types.isSet(value)) return Array.from(value, (item) => plain(item, inside));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, inside)]));
}

const deepest = 100;
