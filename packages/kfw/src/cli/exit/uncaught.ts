/**
 * The listener for uncaught errors. By default an uncaught error ends the process at once; a command that must stop
 * in order, as a server does, sets a listener for as long as it runs.
 */

let listening: ((error: Error) => void) | undefined;

/** Until the returned function is called, `listener` receives uncaught errors and the process continues. */
export function onUncaught(listener: (error: Error) => void): () => void {
  listening = listener;
  return () => {
    listening = undefined;
  };
}

export function uncaughtListener(): ((error: Error) => void) | undefined {
  return listening;
}
