/**
 * Evaluates code as the interactive console does (several statements, top-level await, the last value), without a
 * terminal: Node's own REPL with streams that lead nowhere. It hands errors to the domain that it runs code in,
 * where they are taken from it before it prints them and shortens their stacks.
 */
import { create as createDomain } from 'node:domain';
import { Recoverable, type ReplOptions, start } from 'node:repl';
import { PassThrough } from 'node:stream';
import { cliError } from '../errors.js';
import { type ConsoleScope, defineScope } from './console-scope.js';

/**
 * The last value of `code`, awaited when it is a promise. Rejects with what the code throws, also out of a callback
 * while it runs, and with `KFW_INTERRUPTED` when SIGINT breaks a loop.
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
    breakEvalOnSigint: true,
  };
  const server = start(options);
  defineScope(server.context, scope);
  const result = Promise.withResolvers<unknown>();
  domain.removeAllListeners('error');
  domain.on('error', (thrown) => result.reject(asInterruption(thrown)));
  server.eval(code, server.context, '<console>', (thrown: unknown, value: unknown) => {
    if (thrown === null) result.resolve(value);
    else result.reject(thrown instanceof Recoverable ? thrown.err : asInterruption(thrown));
  });
  try {
    return await result.promise;
  } finally {
    server.close();
  }
}

/** A loop that SIGINT broke ends with Node's own error. */
function asInterruption(thrown: unknown): unknown {
  const broken = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
  return broken ? cliError('KFW_INTERRUPTED', {}) : thrown;
}
