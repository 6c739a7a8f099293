/**
 * The progress of a command that takes longer than a second, on standard error: a line that is redrawn on a terminal, a
 * line every five seconds elsewhere, a JSON line with `--json`.
 */
import { printError, redrawError } from '../../terminal/print.js';
import { shownNumber } from './table.js';

export interface ProgressOptions {
  /** A participle and what it is about: `reading orders.dead-letters`. */
  readonly doing: string;
  /** The noun of what is counted. Default `messages`. */
  readonly unit?: string;
  readonly json: boolean;
}

export interface Progress {
  /** How many are done, of how many if that is known. Cheap: draws ten times a second at most. */
  update(done: number, total?: number): void;
  /** Removes the line from a terminal. */
  end(): void;
}

const silentMs = 1_000;
const redrawMs = 100;
const repeatMs = 5_000;

export function createProgress({ doing, unit = 'messages', json }: ProgressOptions): Progress {
  const isTerminal = process.stderr.isTTY === true && !json;
  const beganAt = performance.now();
  let drawAt = beganAt + silentMs;
  let isDrawn = false;
  const draw = (done: number, total: number | undefined, now: number): void => {
    const passedMs = now - beganAt;
    drawAt = now + (isTerminal ? redrawMs : repeatMs);
    if (json) {
      printError(`${JSON.stringify({ event: 'progress', doing, done, total: total ?? null })}\n`);
    } else if (isTerminal) {
      isDrawn = true;
      const width = process.stderr.columns || 80;
      redrawError(progressLine({ doing, unit, done, total, passedMs }).slice(0, width - 1));
    } else printError(`${progressLine({ doing, unit, done, total, passedMs })}\n`);
  };
  return {
    update(done, total) {
      const now = performance.now();
      if (now >= drawAt) draw(done, total, now);
    },
    end() {
      if (isDrawn) redrawError('');
    },
  };
}

export interface ProgressState {
  readonly doing: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly passedMs: number;
}

/** `replaying: 42 % (4,200 of 10,000 messages), 210/s, 28 s left`. */
export function progressLine({ doing, unit, done, total, passedMs }: ProgressState): string {
  const perSecond = passedMs > 0 ? (done * 1_000) / passedMs : 0;
  const rate = `${shownNumber(Math.round(perSecond))}/s`;
  if (total === undefined || total === 0) return `${doing}: ${shownNumber(done)} ${unit}, ${rate}`;
  const percent = Math.floor((Math.min(done, total) * 100) / total);
  const left = perSecond > 0 ? `, ${shownSeconds((total - done) / perSecond)} left` : '';
  return `${doing}: ${percent} % (${shownNumber(done)} of ${shownNumber(total)} ${unit}), ${rate}${left}`;
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function shownSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}`)
    .join(' ');
}
