import type { CodecTarget } from '@kfw/core';

/** What a message of an error is about: `The value of a message of "users"`. */
export function partLabel({ topic, side }: CodecTarget): string {
  return `The ${side} of a message of "${topic}"`;
}
