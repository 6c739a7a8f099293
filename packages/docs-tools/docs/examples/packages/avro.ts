import path from 'node:path';
import { createAvroCodec, generateSchemaTypes } from '@kfw/avro';

// Writes a TypeScript type next to each .avsc file.
await generateSchemaTypes(path.resolve('app/schemas'));

export const codec = createAvroCodec({
  registry: { url: 'http://localhost:8081' },
  registrySetting: 'registry.url in config/kafka.yml',
  register: 'lookup',
});
