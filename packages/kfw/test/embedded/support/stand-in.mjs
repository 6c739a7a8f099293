/** A broker's process without a broker: everything around it is real. Arguments: the folder and `endsAfterMs`. */
import { embeddedFolder } from '../../../dist/embedded/folder/embedded-folder.js';
import { serveEmbedded } from '../../../dist/embedded/services/serve-embedded.js';

const [root = '', endsAfterMs = '10000'] = process.argv.slice(2);
const start = async ({ port }) => ({
  brokers: `127.0.0.1:${port || 10_000 + (process.pid % 50_000)}`,
  registry: 'http://127.0.0.1:1',
  connections: () => 0,
  stop: async () => undefined,
});
try {
  const served = await serveEmbedded(start, { folder: embeddedFolder(root), endsAfterMs: Number(endsAfterMs) });
  await served.idle;
  await served.stop();
} catch (thrown) {
  console.error(thrown.message);
  process.exitCode = thrown.code === 'KFW_EMBEDDED_RUNNING' ? 0 : 1;
}
