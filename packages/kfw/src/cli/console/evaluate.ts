/**
 * Evaluates code as the interactive console does (several statements, top-level await, the last value) without a
 * terminal: in Node's own REPL on streams without a terminal. The REPL passes errors to the domain that it runs code
 * in; they are taken from there before it prints them and shortens their stacks.
 */
import { create as createDomain } from 'node:domain';
import { Recoverable, type ReplOptions, start } from 'node:repl';
import { PassThrough } from 'node:stream';
import { type ConsoleScope, defineScope } from './console-scope.js';

/**
 * The last value of `code`, awaited if it is a promise. Rejects with an error of the code, also one from a callback
 * while it runs.
 */
export async function evaluate(code: string, scope: ConsoleScope): Promise<unknown> {
  const domain = createDomain();
  const options: ReplOptions & { domain: typeof domain } = {
    domain,
    input: new PassThrough(),
    output: new PassThrough().resume(),
    prompt: '',
    terminal: false,
    useGlobal: true,
  };
  const server = start(options);
  defineScope(server.context, scope);
  const result = Promise.withResolvers<unknown>();
  domain.removeAllListeners('error');
  domain.on('error', result.reject);
  withoutSigintListeners(() => {
    server.eval(code, server.context, '<console>', (thrown: unknown, value: unknown) => {
      if (thrown === null) result.resolve(value);
      else result.reject(thrown instanceof Recoverable ? thrown.err : thrown);
    });
  });
  try {
    return await result.promise;
  } finally {
    server.close();
  }
}

/**
 * A listener does not run while code runs that never waits. Without one SIGINT ends the process, so that Ctrl-C gets
 * out of an endless loop; Node's own way to break a script may stop it in the middle of a write and lose the output.
 */
function withoutSigintListeners(run: () => void): void {
  const listeners = process.rawListeners('SIGINT') as NodeJS.SignalsListener[];
  process.removeAllListeners('SIGINT');
  try {
    run();
  } finally {
    for (const listener of listeners) process.on('SIGINT', listener);
  }
}
