/**
 * Writes Kafka's flexible encoding (KIP-482): lengths are unsigned varints, plus one, and each structure ends with
 * tagged fields, of which this broker has none.
 */
import { Writer } from './writer.js';

export class FlexibleWriter extends Writer {
  override tags(): this {
    return this.#varint(0);
  }

  protected override stringLength(length: number): this {
    return this.#varint(length + 1);
  }

  protected override count(count: number): this {
    return this.#varint(count + 1);
  }

  #varint(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.int8((rest & 0x7f) - 0x80);
    return this.int8(rest);
  }
}
