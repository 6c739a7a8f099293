/** The app's payload formats without a registry server: schema ids live in this process, everything else is real. */
import { createAvroCodec, inMemoryRegistry } from '@kfw/avro';
import { builtInCodecs, Codecs } from '@kfw/core/internal';

export const testCodecs = new Codecs([
  ...builtInCodecs,
  createAvroCodec({ registry: inMemoryRegistry(), registrySetting: '@kfw/testing', register: 'always' }),
]);
