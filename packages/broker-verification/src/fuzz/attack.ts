/**
 * One hostile connection: its bytes, their pieces, and its end. Planned by chance with a seed, and plain data, so that
 * it can be written to a file and done again.
 */
import type { Random } from '@kfw/test-cluster';
import type { Ports } from './broker-process.js';
import { type Frame, FrameBuilder } from './frame-builder.js';
import { allMutations } from './mutations.js';
import { chosen } from './record-batches.js';
import { anyRequest, type Fixtures, requestOf, requests } from './requests.js';

export interface Attack {
  readonly at: keyof Ports;
  /** Whether it begins with a TLS handshake. */
  readonly isEncrypted: boolean;
  /** Written one after the other, a turn of the event loop apart. */
  readonly pieces: readonly Buffer[];
  readonly ending: Ending;
  /** How long it waits for answers. */
  readonly responseWaitMs: number;
}

/** `silence` waits until it is thrown out, `unread` takes no answers, `reset` ends without a goodbye. */
export const endings = ['close', 'close', 'close', 'reset', 'halfClose', 'unread', 'silence'] as const;
export type Ending = (typeof endings)[number];

const mostPieces = 60;

export function planAttack(random: Random, fixtures: Fixtures): Attack {
  const at = chosen(random, ['plain', 'plain', 'plain', 'plain', 'plain', 'plain', 'sasl', 'tls'] as const);
  const frames = planFrames(random, fixtures, at);
  const bytes = Buffer.concat(frames);
  return {
    at,
    isEncrypted: at === 'tls' && random.next() < 0.5,
    pieces: random.next() < 0.2 ? oddPieces(random, bytes) : [bytes],
    ending: random.next() < 0.05 ? 'silence' : chosen(random, endings.slice(0, -1)),
    responseWaitMs: chosen(random, [0, 20, 100, 300, 1_000]),
  };
}

/** A peer that connects, gets one response, and leaves: very many of them show a leak of each. */
export function passingBy(): Attack {
  const { bytes } = new FrameBuilder(18, 0, 1).frame();
  return { at: 'plain', isEncrypted: false, pieces: [bytes], ending: 'close', responseWaitMs: 10_000 };
}

function planFrames(random: Random, fixtures: Fixtures, at: keyof Ports): Buffer[] {
  const hasMany = random.next() < 0.05;
  const count = hasMany ? random.between(100, 400) : random.between(1, 12);
  // Most connections have one wrong frame: those before it are handled, and those after it see its effects.
  const wrongAt = random.next() < 0.8 ? random.between(0, count - 1) : -1;
  const next = (id: number): Frame =>
    at === 'sasl' && random.next() < 0.7 ? saslRequest(random, fixtures, id) : anyRequest(random, fixtures, id);
  return Array.from({ length: count }, (_, sent) => {
    const isWrong = sent === wrongAt || (wrongAt === -1 && random.next() < 0.3);
    const frame = next(sent + 1);
    return isWrong ? chosen(random, allMutations)(random, frame, next(sent + 1)) : frame.bytes;
  });
}

function saslRequest(random: Random, fixtures: Fixtures, id: number): Frame {
  const sasl = requests.filter(({ key }) => key === 17 || key === 18 || key === 36);
  return requestOf(chosen(random, sasl), random, fixtures, id);
}

function oddPieces(random: Random, bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const isLast = pieces.length === mostPieces;
    const end = isLast ? bytes.length : at + random.between(1, 9);
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}
