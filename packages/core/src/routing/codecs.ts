/** The codecs of an app by format, and the compiled readers and writers they give. */
import { coreError } from '../errors/core-errors.js';
import type { Codec, CodecTarget, PayloadReader, PayloadWriter } from '../ports/codec.js';

export class Codecs {
  readonly #byFormat: ReadonlyMap<string, Codec>;

  constructor(codecs: readonly Codec[]) {
    this.#byFormat = new Map(codecs.map((codec) => [codec.format, codec]));
  }

  /** Throws `KFW_FORMAT_UNKNOWN`, or what the codec has against the schema. */
  reader(target: CodecTarget): PayloadReader {
    return this.#for(target).reader(target);
  }

  /** Throws `KFW_FORMAT_UNKNOWN`, or what the codec has against the schema. */
  writer(target: CodecTarget): PayloadWriter {
    return this.#for(target).writer(target);
  }

  *[Symbol.iterator](): Iterator<Codec> {
    yield* this.#byFormat.values();
  }

  #for({ schema }: CodecTarget): Codec {
    const codec = this.#byFormat.get(schema.format);
    if (codec === undefined) {
      throw coreError('KFW_FORMAT_UNKNOWN', { format: schema.format, known: [...this.#byFormat.keys()] });
    }
    return codec;
  }
}
