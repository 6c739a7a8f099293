/** The embedded registry in its own thread: its computing and disk writes never block the broker. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Registry, RegistryOptions } from '@kfw/registry';

/** The thread's first message. */
export type ThreadMessage =
  | { readonly kind: 'started'; readonly url: string }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly systemCode: string | undefined;
    };

export interface RegistryThread extends Pick<Registry, 'url' | 'stop'> {
  /** Resolves with the error, if it ends without having been stopped. */
  readonly died: Promise<Error>;
}

const program = new URL('./run-registry.js', import.meta.url);

/** Throws the errors of `startRegistry`, with the system's code in their cause. */
export async function startRegistryThread(options: RegistryOptions): Promise<RegistryThread> {
  // The thread gets neither the environment nor the options of this process.
  const thread = new Worker(program, { workerData: options, env: {}, execArgv: [], argv: [] });
  let isStopping = false;
  const { promise: died, resolve: die } = Promise.withResolvers<Error>();
  thread.once('error', (error) => die(error instanceof Error ? error : new Error(String(error))));
  const exited = once(thread, 'exit').then(([code]) => {
    if (!isStopping) die(new Error(`the registry's thread ended with ${code}`));
  });
  const first = once(thread, 'message').then(([message]) => message as ThreadMessage);
  const message = await Promise.race([first, died.then((error) => Promise.reject(error))]);
  if (message.kind === 'refused') {
    isStopping = true;
    await thread.terminate();
    throw refusal(message);
  }
  return {
    url: message.url,
    died,
    async stop() {
      isStopping = true;
      thread.postMessage('stop');
      await exited;
    },
  };
}

/** An error loses its code between threads. */
function refusal({ code, message, systemCode }: Extract<ThreadMessage, { kind: 'refused' }>): Error {
  const cause = systemCode === undefined ? undefined : Object.assign(new Error(systemCode), { code: systemCode });
  return Object.assign(new Error(message, { cause }), { code });
}
