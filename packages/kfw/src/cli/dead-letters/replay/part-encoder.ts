/**
 * Encodes the changed part of a replayed message: by the schema that the app declares for the topic that it goes to, else
 * for its source topic. Without a declaration text stays text and bytes stay bytes, and an object becomes JSON.
 */
import type { PayloadSide, PayloadWriter } from '@kfw/core';
import type { DeadLetter } from '@kfw/operating';
import type { Cluster } from '../../cluster/cluster.js';
import { cliError } from '../../errors.js';

interface Part {
  /** By its name on the cluster. */
  readonly topic: string;
  readonly side: PayloadSide;
  readonly letter: DeadLetter;
}

/** The first byte of what a serializer of a schema registry writes; JSON and text do not begin with it. */
const registryMark = 0;

export class PartEncoder {
  readonly #writers = new Map<string, PayloadWriter>();

  constructor(private readonly cluster: Pick<Cluster, 'codecs' | 'declared' | 'nameInCode'>) {}

  /** Throws `KFW_ENCODE_FAILED`, `KFW_TRANSFORM_UNENCODED`, and the errors of the registry. */
  async encode(part: Part, value: unknown): Promise<Buffer | null> {
    if (value === null) return null;
    const writer = this.#writerOf(part);
    if (writer === undefined) return encodePlain(part, value);
    await writer.prepare();
    return writer.encode(value);
  }

  #writerOf({ topic, side, letter }: Part): PayloadWriter | undefined {
    const { declared, codecs, nameInCode } = this.cluster;
    const target = nameInCode(topic);
    const schema =
      declared?.of(target, side) ?? (letter.source === undefined ? undefined : declared?.of(letter.source.topic, side));
    if (schema === undefined) return undefined;
    const id = JSON.stringify([side, target, schema.format, schema.name]);
    const writer = this.#writers.get(id) ?? codecs.writer({ topic: target, side, schema });
    this.#writers.set(id, writer);
    return writer;
  }
}

function encodePlain({ topic, side, letter }: Part, value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  const before = letter.record[side];
  if (before !== null && before[0] === registryMark) throw cliError('KFW_TRANSFORM_UNENCODED', { topic, side });
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}
