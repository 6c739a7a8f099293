/**
 * The status of a server as this command reads it: only what it must have is required, so that servers of other versions
 * are shown as well. It comes from the network and is not trusted.
 */
import { z } from 'zod';

const figure = z.number().nullish();

const lane = z.object({
  topic: z.string(),
  partition: z.number(),
  state: z.string(),
  handler: z.string().nullable(),
  runningMs: z.number().nullable(),
  lag: z.number().nullable(),
  lagSeconds: z.number().nullable(),
  consumer: z.string().nullish(),
  stalled: z.boolean().nullish(),
  backlogMessages: figure,
  unmarked: figure,
  retryInMs: figure,
  resumesInMs: figure,
  dueInMs: figure,
  outage: z.object({ forMs: z.number(), error: z.string() }).nullish(),
  messages: z.record(z.string(), z.number()).nullish(),
  failures: figure,
  deadLetters: figure,
});

const status = z.object({
  state: z.string(),
  groups: z.array(
    z.object({
      group: z.string(),
      joining: z.boolean().nullish(),
      rebalances: figure,
      lanes: z.array(lane),
    }),
  ),
  kfw: z.string().nullish(),
  clientId: z.string().nullish(),
  pid: figure,
  startedAt: z.string().nullish(),
  uptimeMs: figure,
  memory: z.object({ rssBytes: figure, heapUsedBytes: figure, heapTotalBytes: figure }).nullish(),
  eventLoop: z.object({ medianMs: figure, p99Ms: figure, maxMs: figure, blocked: figure }).nullish(),
  buffers: z
    .object({
      in: z.object({ bytes: z.number(), limitBytes: z.number() }),
      out: z.object({ bytes: z.number(), limitBytes: z.number(), messages: figure }),
    })
    .nullish(),
});

export type ServerStatus = z.output<typeof status>;
export type LaneStatus = z.output<typeof lane>;

/** The status, or what is wrong with it as the end of a sentence. */
export function parseStatus(value: unknown): ServerStatus | string {
  const { data, error } = status.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  return `its field ${issue?.path.join('.') || 'state'} is missing or has another form`;
}
