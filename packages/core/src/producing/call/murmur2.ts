/**
 * The partition of a key as the Java client chooses it, so that a key has the same partition with every client:
 * murmur2 with seed 0x9747b28c over the key's bytes, made positive, modulo the partitions
 * (org.apache.kafka.common.utils.Utils.murmur2, BuiltInPartitioner.partitionForKey).
 */
export function partitionForKey(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

const m = 0x5bd1e995;

function murmur2(data: Buffer): number {
  const { length } = data;
  let h = 0x9747b28c ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(data.readInt32LE(i), m);
    k = Math.imul(k ^ (k >>> 24), m);
    h = Math.imul(h, m) ^ k;
  }
  const tail = length & 3;
  if (tail === 3) h ^= data.readUInt8(whole + 2) << 16;
  if (tail >= 2) h ^= data.readUInt8(whole + 1) << 8;
  if (tail >= 1) h = Math.imul(h ^ data.readUInt8(whole), m);
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
}
