/** The readers of a topic's messages for commands: by what the app declares for the topic, else inferred. */
import { RegistryLookup } from '@kfw/avro';
import { isKfwError, type PayloadReader, type PayloadSide, type Schema } from '@kfw/core';
import type { MessageReaders } from '@kfw/operating';
import { registryOf } from '../../connection/create-transport.js';
import type { Cluster } from '../cluster/cluster.js';
import { InferringReader } from './inferring-reader.js';

/** The parts of a cluster that decoding needs. */
export type DecodingCluster = Pick<Cluster, 'codecs' | 'declared' | 'config' | 'nameInCode'>;

export interface DecodingOptions {
  /** Called for bytes that only a registry can decode, where none is configured. */
  readonly onUnknownSchema?: () => void;
}

export class MessageDecoding {
  readonly #registry: RegistryLookup | undefined;

  constructor(
    private readonly cluster: DecodingCluster,
    private readonly options: DecodingOptions = {},
  ) {
    const registry = registryOf(cluster.config);
    this.#registry = registry && new RegistryLookup(registry);
  }

  /**
   * Readers by the schemas of a topic, by its name on the cluster. For messages of another topic, such as its dead letters,
   * give the topic whose schemas they have.
   */
  readersOf(topic: string): MessageReaders {
    const name = this.cluster.nameInCode(topic);
    return { key: this.#reader(name, 'key'), value: this.#reader(name, 'value') };
  }

  #reader(topic: string, side: PayloadSide): PayloadReader {
    const schema = this.#declared(topic, side);
    if (schema === undefined) return new InferringReader(side, this.#registry, this.options.onUnknownSchema);
    return this.cluster.codecs.reader({ topic, side, schema });
  }

  /** Where two schemas are declared, neither is chosen: messages say what they were written with. */
  #declared(topic: string, side: PayloadSide): Schema | undefined {
    try {
      return this.cluster.declared?.of(topic, side);
    } catch (thrown) {
      if (isKfwError(thrown, 'KFW_SCHEMAS_DIFFER')) return undefined;
      throw thrown;
    }
  }
}
