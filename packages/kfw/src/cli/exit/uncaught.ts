/**
 * The listener for uncaught errors. By default an uncaught error ends the process at once; a command that must stop
 * in order, as a server does, sets a listener for as long as it runs.
 */

/**
 * Who hears of an error that nobody caught. By default it ends the process at once; what has something to end in
 * order, as a server has, hears of it instead for as long as it runs.
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
