/** The errors of starting a registry. This package imports nothing of core, so it has its own error class. */

const messages = {
  KFW_REGISTRY_PORT_TAKEN: (p: { address: string }) =>
    `the registry cannot listen on ${p.address}: another program listens there. Stop the program that uses it, or choose another \`port\`; 0 takes a free one.`,
  KFW_REGISTRY_ADDRESS_UNUSABLE: (p: { address: string; reason: string }) =>
    `the registry cannot listen on ${p.address}: ${p.reason}. Use a \`host\` of this machine and a \`port\` above 1023; 0 takes a free one.`,
  KFW_REGISTRY_DATA_UNUSABLE: (p: { folder: string; reason: string }) =>
    `the registry cannot keep its data in ${p.folder}: ${p.reason}. Fix that, or choose another \`data\` folder.`,
  KFW_REGISTRY_LOG_DAMAGED: (p: { file: string; position: number }) =>
    `${p.file} is damaged after byte ${p.position}, before its end. Restore it from a copy, or move it away to start with an empty log: ids then start at 1.`,
} as const;

type Messages = typeof messages;

export type RegistryStartErrorCode = keyof Messages;

export class RegistryStartError extends Error {
  override readonly name = 'RegistryStartError';

  constructor(
    readonly code: RegistryStartErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function startError<C extends RegistryStartErrorCode>(
  code: C,
  details: Parameters<Messages[C]>[0],
  options?: ErrorOptions,
): RegistryStartError {
  const text = messages[code] as (p: Parameters<Messages[C]>[0]) => string;
  return new RegistryStartError(code, text(details), options);
}
