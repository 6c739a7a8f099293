/** The content of a folder's lock. Loaded only when there is one to read: starting alone needs no validation. */
import { z } from 'zod';

const content = z.object({
  /** Of this run of the broker: its lease server sends the same. */
  id: z.string(),
  pid: z.int().positive(),
  state: z.enum(['starting', 'running', 'ending']),
  /** `127.0.0.1:9092`; with the other two, once it runs. */
  brokers: z.string().default(''),
  registry: z.string().default(''),
  leasePort: z.int().nonnegative().default(0),
});

export type LockContent = z.output<typeof content>;

/** `undefined` if it is not such an object. */
export function parseLockContent(value: unknown): LockContent | undefined {
  return content.safeParse(value).data;
}
