/** The command that an app is loaded for, and the arguments of its hooks. */
export type AppCommand = 'server' | 'console' | 'routes' | 'info' | 'schemas' | 'operating' | 'script';

/** The argument of each hook of an app. */
export interface HookContext {
  readonly command: AppCommand;
}

/** Why an app is closed. */
export interface ClosingReason {
  /** The signal or the text that stopped the server, the message of the error that stopped it, or `done`. */
  readonly reason: string;
  /** The error that stopped it, if one did. */
  readonly error?: Error | undefined;
}
