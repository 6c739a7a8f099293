/**
 * A connection to each of the two brokers. A request is encoded once and its bytes go to both; where it has to carry a value that
 * a broker gave out itself (a member id, a producer id), the body has a `PerSide` in that place, and the bytes differ in
 * it alone. Differences are logged, and the case fails with all of them at its end.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { CaseLog } from './case-log.js';
import { comparable } from './comparable.js';
import { decodeResponse } from './decode.js';
import type { Decoded, DecodedFields } from './decoded.js';
import { asJson, differencesBetween } from './differences.js';
import { type Body, encodeBody, encodeHead, frameOf, type Value } from './encode.js';
import { PerSide, type Side, sides } from './per-side.js';
import { schemaOf } from './protocol/protocol.js';
import { mayBeTransient, retryAfterMs, retryForMs } from './transient-codes.js';
import { type Response, Wire } from './wire.js';

export type Template = Value | PerSide<Value> | readonly Template[] | { readonly [name: string]: Template };

export type BodyTemplate = { readonly [name: string]: Template };

/** Longer than any request here waits. */
const responseWithinMs = 5_000;
const untilWithinMs = 20_000;
const unansweredWaitMs = 500;

export class PairedConnection {
  #wires: Partial<Record<Side, Wire>> = {};

  constructor(
    private readonly ports: Readonly<Record<Side, number>>,
    readonly caseLog: CaseLog,
    readonly clientId: string | null = 'kfw-differential',
  ) {}

  /** Another connection to both, of the same case. */
  another(clientId = this.clientId): PairedConnection {
    const pair = new PairedConnection(this.ports, this.caseLog, clientId);
    this.caseLog.after(() => pair.close());
    return pair;
  }

  /** Asks both and compares their answers, which come back as they were decoded; empty ones where there is none. */
  async ask(
    api: string,
    version: number,
    body: BodyTemplate = {},
    isExpected = mayBeTransient,
    kafkaWithinMs = responseWithinMs,
  ): Promise<PerSide<DecodedFields>> {
    const schema = schemaOf(api);
    const deadline = Date.now() + retryForMs;
    const request = PerSide.of((side) => {
      const head = encodeHead(schema.key, version, version >= schema.flexibleFrom, this.clientId);
      return frameOf(head, encodeBody(schema, version, resolve(body, side) as Body));
    });
    const isEmpty = Array.isArray(body.topics) && body.topics.length === 0;
    // Metadata 0 has no null: an empty list asks for all topics.
    const ofAllTopics = body.topics === null || (api === 'Metadata' && version === 0 && isEmpty);
    const ofEverything = ofAllTopics || api === 'ListGroups';
    const shown = (response: Decoded, side: Side) => this.#comparable(api, response, side, ofEverything);
    const within = { embedded: responseWithinMs, kafka: kafkaWithinMs };
    const both = await this.#each((side) => this.#exchange(side, request.on(side), within[side]));
    let decoded = PerSide.of((side) => decode(api, version, both.on(side), side));
    const embedded = shown(decoded.embedded, 'embedded');
    for (;;) {
      const differences = differencesBetween(embedded, shown(decoded.kafka, 'kafka'));
      const unmeant = this.caseLog.unmeant(api, version, differences);
      if (unmeant.length === 0 || !isExpected(api, unmeant) || Date.now() >= deadline) {
        this.caseLog.compared(api, version, differences);
        return decoded.map((response) => (typeof response === 'object' ? (response as DecodedFields) : {}));
      }
      await wait(retryAfterMs);
      const again = await this.#exchange('kafka', request.kafka);
      decoded = new PerSide(decoded.embedded, decode(api, version, again, 'kafka'));
    }
  }

  /** As `ask`, where Apache Kafka may need a moment until its response is final. */
  async eventually(api: string, version: number, body: BodyTemplate): Promise<PerSide<DecodedFields>> {
    return await this.ask(api, version, body, anything);
  }

  /** Waits until `holds` is true for the JSON of each side, and then compares. */
  async until(api: string, version: number, body: BodyTemplate, holds: (json: string) => boolean): Promise<void> {
    for (const side of sides) {
      const deadline = Date.now() + untilWithinMs;
      while (!holds(asJson(await this.askOne(side, api, version, body)))) {
        if (Date.now() > deadline) throw new Error(`${side} does not come to it within ${untilWithinMs} ms`);
        await wait(retryAfterMs);
      }
    }
    await this.ask(api, version, body);
  }

  /** The same in every version that both serve, one after the other. */
  async askEach(
    api: string,
    body: BodyTemplate | ((version: number) => BodyTemplate | Promise<BodyTemplate>) = {},
  ): Promise<void> {
    for (const version of this.caseLog.versionsOf(api)) {
      await this.ask(api, version, typeof body === 'function' ? await body(version) : body);
    }
  }

  /** As `ask`, for requests that Apache Kafka never responds to: the wait is shorter. */
  async askUnanswered(api: string, version: number, body: BodyTemplate): Promise<void> {
    await this.ask(api, version, body, mayBeTransient, unansweredWaitMs);
  }

  /** Sends a request that is not answered, and compares whether the connection is still there. */
  async sendOnly(api: string, version: number, body: BodyTemplate): Promise<void> {
    const schema = schemaOf(api);
    const head = encodeHead(schema.key, version, false, this.clientId);
    for (const side of sides) {
      const wire = await this.#wire(side);
      wire.send(frameOf(head, encodeBody(schema, version, resolve(body, side) as Body)));
    }
    await this.ask('Metadata', 1, { topics: [] });
  }

  /** Sends bytes unchanged, and compares the outcome: a response of `api`, silence, or the end. */
  async raw(bytes: Buffer, api: string, version: number, waitMs = responseWithinMs): Promise<void> {
    const responses = await this.#each((side) => this.#exchange(side, bytes, waitMs));
    const shown = PerSide.of((side) =>
      this.#comparable(api, decode(api, version, responses.on(side), side), side, true),
    );
    this.caseLog.compared(api, version, differencesBetween(shown.embedded, shown.kafka));
  }

  /** A request to one side alone, not compared: to wait until it is ready. */
  async askOne(side: Side, api: string, version: number, body: BodyTemplate): Promise<DecodedFields> {
    const schema = schemaOf(api);
    const head = encodeHead(schema.key, version, version >= schema.flexibleFrom, this.clientId);
    const frame = frameOf(head, encodeBody(schema, version, resolve(body, side) as Body));
    return decode(api, version, await this.#exchange(side, frame), side) as DecodedFields;
  }

  close(): void {
    for (const side of sides) this.#wires[side]?.close();
    this.#wires = {};
  }

  #comparable(api: string, response: Decoded, side: Side, ofEverything: boolean): Decoded {
    return comparable(api, response, this.caseLog.seen.on(side), {
      prefix: this.caseLog.run,
      ofEverything,
      request: this.caseLog.asked + 1,
    });
  }

  async #exchange(side: Side, bytes: Buffer, waitMs = responseWithinMs): Promise<Response> {
    const wire = await this.#wire(side);
    wire.send(bytes);
    const response = await wire.response(waitMs);
    // A late response must not be taken for that of the next request.
    if (response === 'silence') wire.close();
    return response;
  }

  async #each<T>(act: (side: Side) => Promise<T>): Promise<PerSide<T>> {
    const [embedded, kafka] = await Promise.all([act('embedded'), act('kafka')]);
    return new PerSide(embedded, kafka);
  }

  /** A new one where the broker has closed the last. */
  async #wire(side: Side): Promise<Wire> {
    const open = this.#wires[side];
    if (open !== undefined && !open.ended) return open;
    const wire = await Wire.connect(this.ports[side]);
    this.#wires[side] = wire;
    return wire;
  }
}

const anything: typeof mayBeTransient = () => true;

/** A mistake in the layout of a response replaces it, with the side: it differs from any response. */
function decode(api: string, version: number, response: Response, side: Side): Decoded {
  if (typeof response === 'string') return response;
  try {
    return decodeResponse(schemaOf(api), version, response);
  } catch (error) {
    return `not to be decoded on ${side}: ${(error as Error).message}: ${response.toString('hex').slice(0, 400)}`;
  }
}

function resolve(template: Template, side: Side): Value {
  if (template instanceof PerSide) return template.on(side);
  if (Array.isArray(template)) return template.map((element) => resolve(element, side));
  if (typeof template !== 'object' || template === null || Buffer.isBuffer(template)) return template as Value;
  return Object.fromEntries(Object.entries(template).map(([name, value]) => [name, resolve(value, side)]));
}
