import { startRegistry } from '@kfw/registry';
import { checkCompatibility } from '@kfw/schema-compat';

const registry = await startRegistry({ port: 8081, data: '.kfw/registry', compatibility: 'FULL' });
console.log(`KFW_REGISTRY_URL=${registry.url}`);

for (const { rule, path, message } of checkCompatibility('"int"', '["null", "int"]')) {
  console.log(`${rule} at ${path}: ${message}`);
}
await registry.stop();
