/** Carries out an attack and reports its outcome: the responses, their order, and which side closed. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { within } from '@kfw/test-cluster';
import type { Attack } from './attack.js';
import type { Ports } from './broker-process.js';

export interface Asked {
  readonly key: number;
  readonly correlationId: number;
}

export interface AttackOutcome {
  /** Whole frames that were sent, as a broker would cut them. */
  readonly asked: readonly Asked[];
  readonly answered: readonly Asked[];
  readonly isClosedByBroker: boolean;
  /** A violation that no request excuses. */
  readonly problem: string | undefined;
}

const headBytes = 8;
/** By then a silent peer has been thrown out: all time limits of the broker under fuzz are well below. */
const goneWithinMs = 60_000;

export async function performAttack(attack: Attack, ports: Ports): Promise<AttackOutcome> {
  const { at, isEncrypted, ending, responseWaitMs, pieces } = attack;
  const endpoint = { host: '127.0.0.1', port: ports[at] };
  const socket = isEncrypted ? connectTls({ ...endpoint, rejectUnauthorized: false }) : connect(endpoint);
  const hasFrames = at === 'plain' || isEncrypted;
  const asked = hasFrames ? framesIn(Buffer.concat(pieces)) : [];
  const responses = new Responses(asked);
  let isClosedByBroker = true;
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A peer that is hung up on meets resets: the broker must continue.
  socket.on('error', () => undefined);
  await Promise.race([once(socket, isEncrypted ? 'secureConnect' : 'connect').catch(() => undefined), closed]);
  if (ending === 'unread') socket.pause();
  else socket.on('data', (chunk: Buffer) => responses.take(chunk));
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    if (pieces.length > 1) await turn();
  }
  if (ending === 'silence') await within('a silent peer to be thrown out', endedBy(socket, closed), goneWithinMs);
  else {
    await Promise.race([closed, responses.all, new Promise((resolve) => setTimeout(resolve, responseWaitMs))]);
    isClosedByBroker = socket.destroyed;
    if (ending === 'halfClose') socket.end();
    if (ending === 'reset' && !isEncrypted) socket.resetAndDestroy();
    if (ending !== 'halfClose') socket.destroy();
    else await within('the broker to close what was half closed', endedBy(socket, closed), goneWithinMs);
  }
  await closed;
  return { asked, answered: responses.taken, isClosedByBroker, problem: hasFrames ? responses.problem : undefined };
}

/** A peer that sends nothing more: it may wait for the broker, or read to the end, which only then closes. */
function endedBy(socket: Socket, closed: Promise<void>): Promise<void> {
  socket.resume();
  socket.setTimeout(silentForMs, () => socket.destroy());
  return closed;
}

/** Nothing is wrong with a peer that is silent between two requests: the broker keeps it, and it goes by itself. */
export const silentForMs = 2_500;

/** The whole frames of a stream; the bytes behind them get no response. */
export function framesIn(bytes: Buffer): Asked[] {
  const found: Asked[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readInt32BE(at);
    if (length < headBytes || at + 4 + length > bytes.length) break;
    found.push({ key: bytes.readInt16BE(at + 4), correlationId: bytes.readInt32BE(at + 8) });
    at += 4 + length;
  }
  return found;
}

/** Answers must be frames, and each must answer a request behind the one that was answered last. */
class Responses {
  readonly taken: Asked[] = [];
  readonly all: Promise<void>;
  problem: string | undefined;
  #done: () => void = () => undefined;
  #next = 0;
  #rest = Buffer.alloc(0);
  /** Of an answer's body that is still to come, and of no interest. */
  #skip = 0;

  constructor(private readonly asked: readonly Asked[]) {
    this.all = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  take(chunk: Buffer): void {
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    this.#rest = Buffer.concat([this.#rest, chunk.subarray(skipped)]);
    while (this.#skip === 0 && this.#rest.length >= headBytes) this.#takeHead();
    if (this.#next === this.asked.length && this.#skip === 0) this.#done();
  }

  #takeHead(): void {
    const [length, correlationId] = [this.#rest.readInt32BE(0), this.#rest.readInt32BE(4)];
    if (length < 4) this.problem ??= `a response of ${length} bytes`;
    const whole = 4 + Math.max(4, length);
    this.#skip = Math.max(0, whole - this.#rest.length);
    this.#rest = this.#rest.subarray(Math.min(whole, this.#rest.length));
    const at = this.asked.findIndex((one, index) => index >= this.#next && one.correlationId === correlationId);
    const answered = this.asked[at];
    if (answered === undefined)
      this.problem ??= `a response with correlation id ${correlationId}, which is not its turn`;
    else {
      this.taken.push(answered);
      this.#next = at + 1;
    }
  }
}
