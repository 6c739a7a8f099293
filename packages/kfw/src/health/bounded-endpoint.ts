/**
 * Bounds an endpoint of a listener in time: a call that takes longer is answered with 503. Requests that come while a call runs share it,
 * and few late calls are left running, so that an endpoint that hangs does not fill memory.
 */
import type { Endpoint, EndpointResponse } from '@kfw/core';

const timeoutMs = 5_000;
/** Calls that are late and still run. Above it nothing is called. */
const maxLate = 3;

export function bounded(path: string, respond: Endpoint, afterMs = timeoutMs): Endpoint {
  let shared: Promise<EndpointResponse> | undefined;
  let late = 0;

  const call = async (): Promise<EndpointResponse> => {
    let isLate = false;
    const { promise: timeUp, resolve } = Promise.withResolvers<EndpointResponse>();
    const timer = setTimeout(() => {
      isLate = true;
      late++;
      resolve(unavailable(`${path} did not respond within ${afterMs} ms.`));
    }, afterMs).unref();
    const response = Promise.resolve()
      .then(respond)
      .finally(() => {
        clearTimeout(timer);
        if (isLate) late--;
      });
    // A late call may still fail.
    response.catch(() => {});
    return Promise.race([response, timeUp]);
  };

  return () => {
    if (shared !== undefined) return shared;
    if (late >= maxLate) return unavailable(`${path} does not respond: ${late} calls of it still run.`);
    const calling = call().finally(() => {
      shared = undefined;
    });
    shared = calling;
    return calling;
  };
}

function unavailable(error: string): EndpointResponse {
  return { status: 503, body: `${JSON.stringify({ error })}\n` };
}
