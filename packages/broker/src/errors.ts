/**
 * The errors that a broker throws to the program that runs it. Clients get the protocol's error codes instead
 * (`protocol/error-codes.ts`). This package imports nothing of kfw, so it has a table and a class of its own.
 */
const brokerErrorTable = {
  KFW_BROKER_OPTIONS_INVALID: (p: { mistakes: readonly string[] }) =>
    `The broker cannot start with these options: ${p.mistakes.join('; ')}.`,
  KFW_BROKER_PORT_TAKEN: (p: { host: string; port: number; reason: string }) =>
    `The broker cannot listen on ${p.host}:${p.port}: ${p.reason}. Stop what is in the way, or give another \`port\`; 0 takes a free one.`,
  KFW_BROKER_DATA_UNUSABLE: (p: { file: string; reason: string }) =>
    `The broker cannot use ${p.file}: ${p.reason}. Give another \`dataFolder\`, or delete this one if what it holds may be lost.`,
  KFW_BROKER_STOPPED: (p: { action: string }) => `The broker cannot ${p.action}: it is stopped. Start another one.`,
  KFW_BROKER_API_UNKNOWN: (p: { apiKey: number }) =>
    `The broker serves no API with key ${p.apiKey}, so that there is nothing to intercept. docs/reference/embedded-broker.md lists those it serves.`,
} as const;

type Table = typeof brokerErrorTable;
export type BrokerErrorCode = keyof Table;

/** An error of the embedded broker. Branch on `code`, never on the text. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';

  constructor(
    readonly code: BrokerErrorCode,
    message: string,
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

export function brokerError<Code extends BrokerErrorCode>(
  code: Code,
  params: Parameters<Table[Code]>[0],
  options: { cause?: unknown } = {},
): BrokerError {
  const message = brokerErrorTable[code] as (params: Parameters<Table[Code]>[0]) => string;
  return new BrokerError(code, message(params), options);
}
