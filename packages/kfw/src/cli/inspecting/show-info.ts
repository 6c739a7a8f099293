/** `kfw info`: versions, connection and boot file of the app. Nothing is connected. */

import { print } from '../../terminal/print.js';
import { findAppRoot } from '../app-root.js';
import type { GlobalOptions } from '../command-options.js';
import { withLoadedApp } from '../with-loaded-app.js';

export async function showInfo({ json }: GlobalOptions): Promise<void> {
  const options = { root: findAppRoot(), command: 'info', logTo: 'none', joinEmbedded: false } as const;
  const description = await withLoadedApp(options, (app) => app.description);
  if (json) {
    print(`${JSON.stringify({ event: 'info', ...description })}\n`);
    return;
  }
  const rows: [string, string][] = [
    ['kfw', description.kfwVersion],
    ['node', description.nodeVersion],
    ['client id', description.clientId],
    ['environment', description.environment],
    ['brokers', description.brokers.join(', ')],
    ['registry', description.registry ?? 'none'],
    ['transport', description.transport],
    ['boot file', description.bootFile],
    ['groups', description.groups.map(({ group }) => group).join(', ')],
  ];
  for (const [name, value] of rows) print(`${name.padEnd(12)} ${value}\n`);
}
