/**
 * Looks host names up once a minute instead of once a datagram, one look-up at a time. Look-ups block threads of the process that Kafka's
 * connections need as well. A name that could not be looked up is not tried again for some seconds; its last address is used meanwhile.
 */
import dns from 'node:dns';
import { isIP } from 'node:net';

const keptMs = 60_000;
const failedMs = 5_000;

type Callback = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;
export type Lookup = (hostname: string, options: dns.LookupOneOptions | number, callback: Callback) => void;

interface Known {
  /** The last address, if there ever was one. */
  address: string;
  error: NodeJS.ErrnoException | null;
  /** Until when `address` or `error` is the answer, in milliseconds of the monotonic clock. */
  until: number;
  waiting: Callback[] | undefined;
}

export function cachedLookup(lookup: Lookup = dns.lookup as Lookup, now = () => performance.now()): Lookup {
  const names = new Map<string, Known>();
  return (hostname, options, callback) => {
    const family = Number(typeof options === 'number' ? options : options.family) || 4;
    if (isIP(hostname) !== 0) return callback(null, hostname, family);
    const known = names.get(hostname) ?? {
      address: '',
      error: null,
      until: Number.NEGATIVE_INFINITY,
      waiting: undefined,
    };
    names.set(hostname, known);
    if (known.waiting !== undefined) known.waiting.push(callback);
    else if (now() < known.until) callback(known.address === '' ? known.error : null, known.address, family);
    else {
      known.waiting = [callback];
      lookup(hostname, { family }, (error, address) => {
        known.error = error;
        if (error === null) known.address = address;
        known.until = now() + (error === null ? keptMs : failedMs);
        const waiting = known.waiting ?? [];
        known.waiting = undefined;
        for (const each of waiting) each(known.address === '' ? error : null, known.address, family);
      });
    }
  };
}
