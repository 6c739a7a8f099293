/**
 * Writes one topic's keys or values. The schema's id is asked for once, in `prepare`; `encode` is synchronous. Every
 * payload is checked against the schema first, unknown fields included, so that a mistake is told with its path.
 */
import type { CodecTarget, PayloadWriter } from '@kfw/core';
import type { Type } from '../encoding/avsc-internals.js';
import { avroError } from '../errors.js';
import type { SchemaIds } from '../registry/schema-ids.js';
import { findMismatch } from './find-mismatch.js';
import { partLabel } from './part-label.js';
import { encodeFramed } from './wire-format.js';

export class AvroWriter implements PayloadWriter {
  readonly #target: CodecTarget;
  readonly #type: Type;
  readonly #subject: string;
  readonly #ids: SchemaIds;
  #id: number | undefined;

  constructor(target: CodecTarget, type: Type, subject: string, ids: SchemaIds) {
    this.#target = target;
    this.#type = type;
    this.#subject = subject;
    this.#ids = ids;
  }

  prepare(): Promise<void> | undefined {
    return this.#id === undefined ? this.#prepare() : undefined;
  }

  async #prepare(): Promise<void> {
    const { name, definition } = this.#target.schema;
    this.#id = await this.#ids.idOf({ subject: this.#subject, name, definition });
  }

  encode(payload: unknown): Buffer {
    if (this.#id === undefined) throw this.#failed('its schema has no id yet: await prepare() first');
    const mismatch = findMismatch(this.#type, payload);
    if (mismatch !== undefined) throw this.#failed(mismatch);
    return encodeFramed(this.#type, this.#id, payload);
  }

  #failed(reason: string) {
    return avroError('KFW_ENCODE_FAILED', { what: partLabel(this.#target), reason: `${reason}.` });
  }
}
