/** Loads an app for a command that inspects it, and always closes it, so that its hooks run. */
import type { BootedApp } from '../app/booted-app.js';
import { type LoadOptions, loadApp } from '../boot/load-app.js';

export async function withLoadedApp<T>(options: LoadOptions, use: (app: BootedApp) => T | Promise<T>): Promise<T> {
  const app = await loadApp(options);
  let result: T;
  try {
    result = await use(app);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    await app.close({ reason: error.message, error });
    throw thrown;
  }
  await app.close();
  return result;
}
