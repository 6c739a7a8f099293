/** A broker as the program that runs it sees it. */
import type { BrokerClock } from './clock.js';

export interface Broker {
  readonly host: string;
  readonly port: number;
  /** `host:port`, what clients are given. */
  readonly address: string;
  readonly clock: Pick<BrokerClock, 'now' | 'advance'>;
  /** Closes every connection and everything on disk. No handle is left open. */
  stop(): Promise<void>;
  /** Stops and starts again at the same port, with everything it held. */
  restart(): Promise<void>;
  /** Answers nothing until `thaw`, with connections open, as a process that hangs. */
  freeze(): void;
  thaw(): void;
}
