/** The codecs of an app by format, and the compiled readers and writers they give. */
import { coreError } from '../../errors/core-errors.js';
import type { Codec, CodecTarget, PayloadReader, PayloadSide, PayloadWriter } from '../../ports/codec.js';
import type { TopicMapper } from '../names/topic-mapper.js';

export class Codecs {
  readonly #byFormat: ReadonlyMap<string, Codec>;

  /** With a mapper, subjects are named after topics as they are on the cluster. */
  constructor(
    codecs: readonly Codec[],
    private readonly topicMapper?: TopicMapper,
  ) {
    this.#byFormat = new Map(codecs.map((codec) => [codec.format, codec]));
  }

  /** Throws `KFW_FORMAT_UNKNOWN`, or what the codec has against the schema. */
  reader(target: CodecTarget): PayloadReader {
    return this.#for(target).reader(this.#onCluster(target));
  }

  /** Throws `KFW_FORMAT_UNKNOWN`, or what the codec has against the schema. */
  writer(target: CodecTarget): PayloadWriter {
    return this.#for(target).writer(this.#onCluster(target));
  }

  /** Under what name a registry holds a schema of the topic; `undefined` when none does. Rejects when it cannot be asked. */
  async subjectOf(topic: string, side: PayloadSide): Promise<string | undefined> {
    const topicOnCluster = this.topicMapper?.toCluster(topic) ?? topic;
    for (const codec of this) {
      const subject = await codec.subjectOf?.(topicOnCluster, side);
      if (subject !== undefined) return subject;
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<Codec> {
    yield* this.#byFormat.values();
  }

  #onCluster(target: CodecTarget): CodecTarget {
    if (this.topicMapper === undefined) return target;
    return { ...target, topicOnCluster: this.topicMapper.toCluster(target.topic) };
  }

  #for({ schema }: CodecTarget): Codec {
    const codec = this.#byFormat.get(schema.format);
    if (codec === undefined) {
      throw coreError('KFW_FORMAT_UNKNOWN', { format: schema.format, known: [...this.#byFormat.keys()] });
    }
    return codec;
  }
}
