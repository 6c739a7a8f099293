/**
 * The terminal of the live view: another screen, keys as they are typed, and both given back however the command ends,
 * also when an error ends the process.
 */
import { drawScreen, enterScreen, leaveScreen } from '../../terminal/print.js';
import { type Key, parseKeys } from './keys.js';
import type { ScreenSize } from './live-view.js';

export interface LiveScreen {
  readonly size: ScreenSize;
  draw(lines: readonly string[]): void;
  /** Gives the terminal back. */
  close(): void;
}

export interface ScreenEvents {
  onKey(key: Key): void;
  /** The terminal has another size, or the process continues after it was suspended. */
  onChange(): void;
}

/** Without a listener the process ends without its `exit`. */
const endingSignals = ['SIGHUP', 'SIGQUIT'] as const;

export function openScreen({ onKey, onChange }: ScreenEvents): LiveScreen {
  const { stdin, stdout } = process;
  const onData = (text: string) => {
    for (const key of parseKeys(text)) onKey(key);
  };
  const enter = (): void => {
    if (stdin.isTTY) stdin.setRawMode(true);
    enterScreen();
  };
  const onContinue = (): void => {
    enter();
    onChange();
  };
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stdout.off('resize', onChange);
    process.off('SIGCONT', onContinue);
    process.off('exit', close);
    for (const signal of endingSignals) process.off(signal, onEnd);
    if (stdin.isTTY) {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
    }
    leaveScreen();
  };
  const onEnd = (signal: NodeJS.Signals): void => {
    close();
    process.kill(process.pid, signal);
  };
  process.on('exit', close);
  process.on('SIGCONT', onContinue);
  for (const signal of endingSignals) process.on(signal, onEnd);
  stdout.on('resize', onChange);
  if (stdin.isTTY) stdin.setEncoding('utf8').on('data', onData);
  enter();
  return {
    get size() {
      return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
    },
    draw: drawScreen,
    close,
  };
}
