/** The place of a message, for people: `orders[2] at offset 42`. */
import { printableLine } from '../../terminal/printable.js';

export interface ShownPlace {
  readonly topic: string;
  readonly partition: number | undefined;
  readonly offset: bigint | number | string | undefined;
}

/** An unknown partition or offset is a question mark. */
export function placeText({ topic, partition, offset }: ShownPlace): string {
  return `${printableLine(topic)}[${partition ?? '?'}] at offset ${offset ?? '?'}`;
}
