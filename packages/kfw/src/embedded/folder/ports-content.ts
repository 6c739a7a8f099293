/** The content of an embedded broker's file of ports. Loaded only when there is one to read. */
import { z } from 'zod';

const portNumber = z.int().min(0).max(65_535).catch(0);
const portsContent = z.object({ port: portNumber, registryPort: portNumber }).catch({ port: 0, registryPort: 0 });

export type Ports = z.output<typeof portsContent>;

/** 0 for each that is not a port. */
export function parsePortsContent(value: unknown): Ports {
  return portsContent.parse(value);
}
