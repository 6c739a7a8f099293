/**
 * One run of the fuzz: rounds of attacks on brokers in their own process, while a control client uses them. After each
 * round what attacks left is deleted and the process measured; at the end the broker is killed and started again on its
 * data. The first thing that is not as it should be ends the run, and the attacks before it are written to a file.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '@kfw/test-cluster';
import { type Attack, passingBy, planAttack } from './attack.js';
import { type ApiCounts, AttackCounts } from './attack-counts.js';
import { BrokerProcess, type Measured, makeCertificate, type Ports } from './broker-process.js';
import { ControlClient } from './control-client.js';
import { FixtureCleanup } from './fixture-cleanup.js';
import { leaksIn } from './leak-check.js';
import { performAttack, silentForMs } from './perform-attack.js';
import { Recording, readRecording } from './recording.js';
import { type Fixtures, withoutRequest } from './requests.js';

export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  /** A file of an earlier run, whose attacks are made again instead of new ones. */
  readonly replay?: string;
  readonly print: (line: string) => void;
}

export interface FuzzReport {
  readonly seed: number;
  readonly sound: boolean;
  readonly problems: readonly string[];
  /** Where the last attacks are, when it is not sound. */
  readonly recording?: string;
  readonly attacks: number;
  readonly frames: number;
  readonly answers: number;
  readonly closes: number;
  /** Rounds of the control client, in each of which all its requests got the right responses. */
  readonly goodCycles: number;
  readonly longestTurnMs: number;
  readonly longestOwnTurnMs: number;
  readonly before: Measured | undefined;
  readonly after: Measured | undefined;
  readonly byApi: Readonly<Record<string, ApiCounts>>;
}

const attackers = 16;
const passingByARound = 1_000;
const rounds = { least: 3, everySeconds: 20 };
/** A turn of the event loop that takes a processor for longer than this keeps others waiting for no good reason. */
const longestOwnTurnMs = 4_000;
/** Requests of attackers that still run when they are gone must end by then. */
const settlesWithinMs = 60_000;

export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kfw-fuzz-'));
  makeCertificate(folder);
  const run = new FuzzRun(folder, options);
  try {
    return await run.run();
  } finally {
    await run.end();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

class FuzzRun {
  readonly #counts = new AttackCounts();
  readonly #recording = new Recording();
  readonly #problems: string[] = [];
  readonly #measured: Measured[] = [];
  #process: BrokerProcess;
  #control: ControlClient | undefined;
  #isOver = false;

  constructor(
    private readonly folder: string,
    private readonly options: FuzzOptions,
  ) {
    this.#process = this.#startProcess();
  }

  async run(): Promise<FuzzReport> {
    try {
      await this.#fuzz();
    } catch (thrown) {
      this.#problems.push(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    }
    this.#problems.unshift(...this.#process.problems);
    return this.#report();
  }

  async end(): Promise<void> {
    this.#control?.close();
    await this.#process.kill();
  }

  get #isSound(): boolean {
    return this.#problems.length === 0 && this.#process.problems.length === 0;
  }

  #startProcess(): BrokerProcess {
    return new BrokerProcess(path.join(this.folder, 'data'), this.folder);
  }

  async #fuzz(): Promise<void> {
    const ports = await this.#process.ports;
    const control = new ControlClient(ports.plain);
    this.#control = control;
    await control.begin();
    const cleanup = new FixtureCleanup(ports.plain, new Set([control.topic, control.group]));
    const unknown = withoutRequest(await cleanup.served()).map((what) => `no request is known for ${what}`);
    const cycling = this.#cycle(control);
    const plans = this.#plans();
    for (let round = 0; this.#isSound && !plans.isOver(round); round++) {
      const fixtures = await cleanup.prepare();
      await this.#attack(ports, plans.of(round, fixtures), plans.untilOf(round));
      await this.#attack(ports, Array.from({ length: passingByARound }, passingBy).values(), Number.POSITIVE_INFINITY);
      await this.#settle(cleanup);
    }
    this.#isOver = true;
    await cycling;
    cleanup.close();
    if (!this.#isSound) return;
    this.#problems.push(...unknown);
    await control.verify();
    await this.#process.kill();
    this.options.print('killed; starting again on the same data');
    const problems = this.#process.problems;
    this.#process = this.#startProcess();
    this.#problems.push(...problems);
    await control.verify((await this.#process.ports).plain);
  }

  /** The control client runs rounds until the end, whatever others do. */
  async #cycle(control: ControlClient): Promise<void> {
    try {
      while (!this.#isOver) await control.cycle();
    } catch (thrown) {
      this.#problems.push(`the control client: ${thrown instanceof Error ? thrown.stack : thrown}`);
    }
  }

  #plans() {
    const { seconds, seed, replay } = this.options;
    if (replay !== undefined) {
      const { attacks } = readRecording(replay);
      return {
        isOver: (round: number) => round > 0,
        of: () => attacks.values(),
        untilOf: () => Number.POSITIVE_INFINITY,
      };
    }
    const count = Math.max(rounds.least, Math.round(seconds / rounds.everySeconds));
    const startedAt = performance.now();
    return {
      isOver: (round: number) => round >= count,
      of: (round: number, fixtures: Fixtures) => endlessly(new Random(seed * 1_000 + round), fixtures),
      untilOf: (round: number) => startedAt + (seconds * 1_000 * (round + 1)) / count,
    };
  }

  /** Some at a time, each beginning when another is over, and the silent ones beside them. */
  async #attack(ports: Ports, plans: Iterator<Attack>, untilMs: number): Promise<void> {
    const silent: Promise<void>[] = [];
    const one = async (): Promise<void> => {
      while (this.#isSound && performance.now() < untilMs) {
        const { value: attack, done } = plans.next();
        if (done) return;
        if (attack.ending !== 'silence') await this.#perform(attack, ports);
        else if (performance.now() < untilMs - silentForMs) silent.push(this.#perform(attack, ports));
      }
    };
    await Promise.all(Array.from({ length: attackers }, one));
    await Promise.all(silent);
  }

  async #perform(attack: Attack, ports: Ports): Promise<void> {
    this.#recording.add(attack);
    const outcome = await performAttack(attack, ports);
    this.#counts.add(outcome);
    if (outcome.problem !== undefined) this.#problems.push(outcome.problem);
  }

  async #settle(cleanup: FixtureCleanup): Promise<void> {
    if (!this.#isSound) return;
    await cleanup.tidy();
    let measured = await this.#process.measure();
    const [first = measured] = this.#measured;
    // Attackers are gone when their sockets are; the broker notices a moment later, and may still handle their requests.
    for (const until = performance.now() + settlesWithinMs; performance.now() < until; ) {
      this.#noteTurns(measured);
      if (leaksIn(first, measured).length === 0 || !this.#isSound) break;
      await pause(200);
      measured = await this.#process.measure();
    }
    this.#measured.push(measured);
    this.#problems.push(...leaksIn(first, measured));
    const { frames, answers, closes } = this.#counts;
    const sizes = [measured.heapBytes, measured.bufferBytes, measured.rssBytes].map((bytes) =>
      Math.round(bytes / 2 ** 20),
    );
    this.options.print(
      `${frames} frames, ${answers} answers, ${closes} closes, ${this.#control?.cycles} good cycles; heap, buffers, rss in MiB ${sizes.join(', ')}; longest turn ${Math.round(measured.longestOwnTurnMs)} ms`,
    );
  }

  #longest = { turnMs: 0, ownMs: 0 };

  #noteTurns(measured: Measured): void {
    this.#longest.turnMs = Math.max(this.#longest.turnMs, measured.longestTurnMs);
    this.#longest.ownMs = Math.max(this.#longest.ownMs, measured.longestOwnTurnMs);
    if (measured.longestOwnTurnMs > longestOwnTurnMs) {
      this.#problems.push(`a turn of the event loop took ${Math.round(measured.longestOwnTurnMs)} ms of its thread`);
    }
  }

  #report(): FuzzReport {
    const { attacks, frames, answers, closes, byApi } = this.#counts;
    const { seed } = this.options;
    const problems = [...new Set(this.#problems)];
    const sound = problems.length === 0;
    const file = path.join(tmpdir(), `kfw-fuzz-${seed}.json`);
    if (!sound) this.#recording.write(file, seed, problems);
    return {
      seed,
      sound,
      problems,
      ...(sound ? {} : { recording: file }),
      attacks,
      frames,
      answers,
      closes,
      goodCycles: this.#control?.cycles ?? 0,
      longestTurnMs: Math.round(this.#longest.turnMs),
      longestOwnTurnMs: Math.round(this.#longest.ownMs),
      before: this.#measured[0],
      after: this.#measured.at(-1),
      byApi,
    };
  }
}

function* endlessly(random: Random, fixtures: Fixtures): Generator<Attack> {
  for (;;) yield planAttack(random, fixtures);
}
