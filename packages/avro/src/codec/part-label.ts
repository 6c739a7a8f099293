import type { CodecTarget } from '@kfw/core';

/** The subject of an error message: `the value of a message of "users"`. */
export function partLabel({ topic, side }: CodecTarget): string {
  return `the ${side} of a message of "${topic}"`;
}
