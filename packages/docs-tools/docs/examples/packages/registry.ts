import { startRegistry } from '@kfw/registry';

const registry = await startRegistry({ port: 8081, compatibility: 'FULL' });
console.log(`export KFW_REGISTRY_URL=${registry.url}`);
process.once('SIGTERM', () => registry.stop());
