/**
 * A map from each key to its last offset, as Kafka's SkimpyOffsetMap: keys by 16 bytes of their hash, in arrays of a
 * fixed size, so that a pass has a memory bound. Two keys with the same hash would be taken for one; with 128 bits that
 * does not happen.
 */
import { hash } from 'node:crypto';

const wordsPerHash = 4;
/** A fuller table makes lookups slow. */
const maxLoad = 0.75;

export class KeyMap {
  readonly #slots: number;
  readonly #hashes: Int32Array;
  /** The offset plus one, so that 0 means empty. */
  readonly #ends: Float64Array;
  #size = 0;

  /** Has room for this many keys. */
  constructor(readonly maxKeys: number) {
    this.#slots = Math.ceil(maxKeys / maxLoad) + 1;
    this.#hashes = new Int32Array(this.#slots * wordsPerHash);
    this.#ends = new Float64Array(this.#slots);
  }

  /** False when there is no room, and nothing has changed. */
  set(key: Buffer, offset: number): boolean {
    const digest = hash('sha256', key, 'buffer');
    const slot = this.#slotOf(digest);
    if (this.#ends[slot] === 0) {
      if (this.#size === this.maxKeys) return false;
      this.#size += 1;
      for (let word = 0; word < wordsPerHash; word++) {
        this.#hashes[slot * wordsPerHash + word] = digest.readInt32LE(word * 4);
      }
    }
    this.#ends[slot] = offset + 1;
    return true;
  }

  /** -1 when the key is unknown. */
  offsetOf(key: Buffer): number {
    return (this.#ends[this.#slotOf(hash('sha256', key, 'buffer'))] ?? 0) - 1;
  }

  /** The slot of the hash, or the free slot for it. */
  #slotOf(digest: Buffer): number {
    let slot = digest.readUInt32LE(0) % this.#slots;
    while (this.#ends[slot] !== 0 && !this.#holds(slot, digest)) slot = (slot + 1) % this.#slots;
    return slot;
  }

  #holds(slot: number, digest: Buffer): boolean {
    for (let word = 0; word < wordsPerHash; word++) {
      if (this.#hashes[slot * wordsPerHash + word] !== digest.readInt32LE(word * 4)) return false;
    }
    return true;
  }
}
