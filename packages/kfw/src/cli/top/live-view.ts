/**
 * What the live view shows, as lines for a terminal of a size, and what keys do to it. It knows neither the terminal nor
 * the clock.
 */
import type { Colors } from '../../logging/colors.js';
import { printableLine } from '../../terminal/printable.js';
import { fitTable } from './fit-table.js';
import { joinParts } from './join-parts.js';
import type { Key } from './keys.js';
import { laneColumns } from './lane-columns.js';
import { type LaneFilter, type LaneOrder, type LaneRow, laneOrders, laneRows } from './lane-rows.js';
import { serverSummary } from './server-summary.js';
import type { WatchedServer } from './watched-server.js';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface LiveViewOptions {
  readonly order: LaneOrder;
  readonly filter: LaneFilter;
}

const longestFilter = 80;

const help = [
  'q, Ctrl-C        end',
  's, right, left   sort by the next or the previous of lag in seconds, lag,',
  '                 rate, running, errors, topic',
  'up, down         scroll; Page Up and Page Down by a screen',
  '/                filter by a text of the row: Enter keeps it, Esc removes it',
  'p, space         pause, and continue',
  'h, ?             this help',
  '',
  'rate       messages done a second, from the last two readings',
  'time lag   the age of the oldest unfinished message',
  'failures   handler calls that failed since the start, and how many a second',
];

export class LiveView {
  #order: LaneOrder;
  #text: string | undefined;
  #isTyping = false;
  #isPaused = false;
  #showsHelp = false;
  #scrolled = 0;
  #page = 1;

  constructor(
    private readonly servers: readonly WatchedServer[],
    private readonly options: LiveViewOptions,
    private readonly colors: Colors,
  ) {
    this.#order = options.order;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Returns true when the key ends the view. */
  press(key: Key): boolean {
    if (key === 'interrupt') return false;
    if (this.#isTyping) this.#type(key);
    else if (key === 'q') return true;
    else this.#command(key);
    return false;
  }

  #type(key: Key): void {
    const text = this.#text ?? '';
    if (key === 'enter' || key === 'escape') this.#isTyping = false;
    if (key === 'escape') this.#text = undefined;
    else if (key === 'backspace') this.#text = Array.from(text).slice(0, -1).join('');
    else if (Array.from(key).length === 1) this.#text = `${text}${key}`.slice(0, longestFilter);
    this.#scrolled = 0;
  }

  #command(key: Key): void {
    switch (key) {
      case 's':
      case 'right':
        this.#sortBy(1);
        break;
      case 'left':
        this.#sortBy(-1);
        break;
      case 'up':
        this.#scrolled -= 1;
        break;
      case 'down':
        this.#scrolled += 1;
        break;
      case 'pageUp':
        this.#scrolled -= this.#page;
        break;
      case 'pageDown':
        this.#scrolled += this.#page;
        break;
      case '/':
        this.#isTyping = true;
        break;
      case 'escape':
        this.#text = undefined;
        this.#showsHelp = false;
        break;
      case 'p':
      case ' ':
        this.#isPaused = !this.#isPaused;
        break;
      case 'h':
      case '?':
        this.#showsHelp = !this.#showsHelp;
        break;
      default:
    }
  }

  #sortBy(step: 1 | -1): void {
    const at = laneOrders.indexOf(this.#order) + step + laneOrders.length;
    this.#order = laneOrders[at % laneOrders.length] ?? this.#order;
    this.#scrolled = 0;
  }

  /** At most as many lines as the terminal has. */
  lines({ columns, rows: height }: ScreenSize, now: Date): string[] {
    const { colors } = this;
    const rows = laneRows(this.servers, { ...this.options.filter, text: this.#text }, this.#order);
    const above = this.servers.flatMap((server) => serverSummary(server, now, colors, columns));
    const head = above.length < height / 2 ? above : above.slice(0, Math.max(1, Math.floor(height / 2)));
    if (this.#showsHelp) return [...head, '', ...help, '', this.#footer(0, 0, columns)].slice(0, height);
    // The head of the table and the footer.
    this.#page = Math.max(1, height - head.length - 2);
    this.#scrolled = Math.max(0, Math.min(this.#scrolled, rows.length - this.#page));
    const visible = rows.slice(this.#scrolled, this.#scrolled + this.#page);
    const [names = '', ...table] = fitTable(visible, laneColumns, columns);
    const padding = Array.from({ length: this.#page - table.length }, () => '');
    const shown = [
      ...head,
      colors.inverse(names.padEnd(columns)),
      ...table.map((line, at) => this.#colored(line, visible[at])),
      ...padding,
      this.#footer(visible.length, rows.length, columns),
    ];
    return shown.slice(0, height);
  }

  #colored(line: string, row: LaneRow | undefined): string {
    if (row === undefined || row.isOld) return this.colors.dim(line);
    if (row.stalled || row.outage) return this.colors.red(line);
    if ((row.failureRate ?? 0) > 0 || row.state === 'backing off') return this.colors.yellow(line);
    return row.state === 'idle' ? this.colors.dim(line) : line;
  }

  #footer(visible: number, all: number, columns: number): string {
    if (this.#isTyping) return `filter: ${printableLine(this.#text ?? '')}_`;
    const [line = ''] = joinParts(
      [
        ...(this.#isPaused ? ['paused'] : []),
        `by ${this.#order}`,
        ...(this.#text ? [`filter "${printableLine(this.#text)}"`] : []),
        ...(visible < all ? [`rows ${this.#scrolled + 1} to ${this.#scrolled + visible} of ${all}`] : []),
        'q end',
        'h help',
        's sort',
        '/ filter',
        'p pause',
      ],
      columns,
    );
    return this.#isPaused ? this.colors.yellow(line) : line;
  }
}
