/** What a process loads an app for: the `kfw` command that runs, or a program of the app's own, which calls `loadApp`. */
export type AppCommand = 'server' | 'console' | 'routes' | 'info' | 'schemas' | 'script';

/** What each hook of an app receives. */
export interface HookContext {
  readonly command: AppCommand;
}

/** Why an app is closed. */
export interface ClosingReason {
  /** The signal or the text that stopped the server, the message of the error that did, or `done`. */
  readonly reason: string;
  /** What went wrong, if that is why. */
  readonly error?: Error | undefined;
}
