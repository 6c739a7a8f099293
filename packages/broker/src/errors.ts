/**
 * The errors that a broker throws to the program that runs it. Clients get the protocol's error codes instead
 * (`protocol/error-codes.ts`). This package imports nothing of kfw, so it has a table and a class of its own.
 */
const brokerErrorTable = {
  KFW_BROKER_OPTIONS_INVALID: (p: { mistakes: readonly string[] }) =>
    `the broker cannot start with these options: ${p.mistakes.join('; ')}.`,
  KFW_BROKER_PORT_TAKEN: (p: { host: string; port: number; reason: string }) =>
    `the broker cannot listen on ${p.host}:${p.port}: ${p.reason}. Stop the program that uses it, or choose another \`port\`; 0 takes a free one.`,
  KFW_BROKER_DATA_UNUSABLE: (p: { file: string; reason: string }) =>
    `the broker cannot use ${p.file}: ${p.reason}. Choose another \`dataFolder\`, or delete this one if its data may be lost.`,
  KFW_BROKER_STOPPED: (p: { action: string }) => `the broker cannot ${p.action}: it is stopped. Start another one.`,
  KFW_BROKER_API_UNKNOWN: (p: { apiKey: number }) =>
    `the broker does not serve an API with key ${p.apiKey}, so there is nothing to intercept. docs/reference/embedded-broker.md lists the served APIs.`,
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
