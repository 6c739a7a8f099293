/** The process of the brokers under fuzz, seen from outside: alive or not, silent or not, and its size. */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { within } from '@kfw/test-cluster';

export interface Ports {
  readonly plain: number;
  readonly sasl: number;
  readonly tls: number;
}

/** After a collection of garbage. The longest turns are since the last measurement. */
export interface Measured {
  readonly connections: number;
  readonly handles: number;
  readonly descriptors: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly bufferBytes: number;
  /** Of the event loop, by the clock: includes the time of other processes. */
  readonly longestTurnMs: number;
  /** The same in the thread's own time on a processor. */
  readonly longestOwnTurnMs: number;
}

export type ProcessMessage = { readonly ports: Ports } | { readonly measured: Measured } | { readonly failed: string };

const startWithinMs = 60_000;
/** No measure of speed: a process that does not answer by then hangs. */
const hangsAfterMs = 60_000;
const mostErrorText = 10_000;

export class BrokerProcess {
  readonly ports: Promise<Ports>;
  /** Its failures, as they came. */
  readonly failures: string[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  #errorText = '';
  #isExpectedToEnd = false;
  #onMeasured: ((measured: Measured) => void) | undefined;

  constructor(dataFolder: string, tlsFolder: string) {
    const script = path.join(import.meta.dirname, 'serve.js');
    this.#child = fork(script, [dataFolder, tlsFolder], { silent: true, execArgv: ['--expose-gc'] });
    this.#child.stdout?.resume();
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errorText = `${this.#errorText}${chunk}`.slice(0, mostErrorText);
    });
    this.#exited = once(this.#child, 'close').then(([code, signal]: unknown[]) => {
      if (!this.#isExpectedToEnd) this.failures.push(`the process ended (${signal ?? code}): ${this.#errorText}`);
    });
    this.ports = new Promise((resolve) => {
      this.#child.on('message', (message: ProcessMessage) => {
        if ('ports' in message) resolve(message.ports);
        else if ('measured' in message) this.#onMeasured?.(message.measured);
        else this.failures.push(message.failed);
      });
    });
    this.ports = within('the brokers to start', this.ports, startWithinMs, () => this.#errorText);
  }

  get problems(): readonly string[] {
    const stderrProblems =
      this.#errorText === '' || this.failures.length > 0 ? [] : [`it wrote to stderr: ${this.#errorText}`];
    return [...this.failures, ...stderrProblems];
  }

  measure(): Promise<Measured> {
    const measured = new Promise<Measured>((resolve) => {
      this.#onMeasured = resolve;
    });
    if (this.#child.connected) this.#child.send('measure');
    return within('the process to measure itself', measured, hangsAfterMs, () => this.problems.join('\n'));
  }

  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

/** A key and a certificate of a day for the broker with TLS, in `folder`. */
export function makeCertificate(folder: string): void {
  const file = (name: string): string => path.join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file('key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, ...subject, '-out', file('cert.pem')], {
    stdio: 'ignore',
  });
}
