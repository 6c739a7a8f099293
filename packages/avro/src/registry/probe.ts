/** One GET that only looks at the status: the list of subjects may be long, and nobody reads it. */
import * as http from 'node:http';
import * as https from 'node:https';
import type { RegistryAddress } from './registry-options.js';

export function probe(url: string, { authorization, timeoutMs }: RegistryAddress, agent: http.Agent): Promise<number> {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const headers = authorization === undefined ? {} : { authorization };
    const request = get(url, { agent, headers, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', (error) => reject(isAbort(error) ? new Error(`no answer within ${timeoutMs} ms`) : error));
  });
}

function isAbort(error: Error): boolean {
  return error.name === 'AbortError' || error.name === 'TimeoutError';
}
