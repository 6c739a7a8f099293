/**
 * Reads Kafka's flexible encoding (KIP-482): lengths are unsigned varints, plus one, and each structure ends with
 * tagged fields, which are for newer peers and are skipped.
 */
import { MalformedFrame, Reader } from './reader.js';

/** 32 bits, seven per byte. */
const longestVarint = 5;

export class FlexibleReader extends Reader {
  override tags(): void {
    for (let left = this.#varint(); left > 0; left--) {
      this.#varint();
      this.skip(this.#varint());
    }
  }

  protected override stringLength(): number {
    return this.#varint() - 1;
  }

  protected override count(): number {
    return this.#varint() - 1;
  }

  #varint(): number {
    let value = 0;
    for (let at = 0; at < longestVarint; at++) {
      const byte = this.int8();
      value += (byte & 0x7f) * 2 ** (7 * at);
      if (byte >= 0) return value;
    }
    throw new MalformedFrame('a length has no end');
  }
}
