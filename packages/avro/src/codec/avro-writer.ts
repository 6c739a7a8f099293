/**
 * Writes one topic's keys or values. The schema's id is requested once, in `prepare`; `encode` is synchronous. Every
 * payload is checked against the schema first, unknown fields included, so that an error has the path of the field.
 */
import type { CodecTarget, PayloadWriter } from '@kfw/core';
import type { Type } from '../encoding/avsc-internals.js';
import { IllFormedText } from '../encoding/text.js';
import { avroError } from '../errors.js';
import type { SchemaIds } from '../registry/schema-ids.js';
import type { SchemaRegistry, SchemaVersion } from '../registry/schema-registry.js';
import type { WrittenForm } from '../registry/written-form.js';
import { UnreadableValue } from '../resolving/unreadable-value.js';
import { describeDepth } from './describe-depth.js';
import { describeText } from './describe-text.js';
import { findMismatch } from './find-mismatch.js';
import { partLabel } from './part-label.js';
import { encodeFramed } from './wire-format.js';

export class AvroWriter implements PayloadWriter {
  /** Its schema and the subject in the registry. */
  readonly version: SchemaVersion;
  readonly #target: CodecTarget;
  readonly #type: Type;
  readonly #ids: SchemaIds;
  #form: WrittenForm | undefined;

  constructor(target: CodecTarget, type: Type, subject: string, ids: SchemaIds) {
    this.#target = target;
    this.#type = type;
    this.#ids = ids;
    const { name, definition } = target.schema;
    this.version = { subject, name, definition };
  }

  /** The registry, for commands that register or look up independently of the codec's options. */
  get registry(): SchemaRegistry {
    return this.#ids.client;
  }

  prepare(): Promise<void> | undefined {
    return this.#form === undefined ? this.#prepare() : undefined;
  }

  async #prepare(): Promise<void> {
    this.#form = await this.#ids.formOf(this.version, this.#type);
  }

  encode(payload: unknown): Buffer {
    const form = this.#form;
    if (form === undefined) throw this.#failed('its schema has no id yet: await prepare() first');
    const mismatch = this.#mismatchOf(payload);
    if (mismatch !== undefined) throw this.#failed(mismatch);
    const converted = this.#converted(form, payload);
    try {
      return encodeFramed(form.type, form.id, converted);
    } catch (thrown) {
      if (thrown instanceof IllFormedText) throw this.#failed(describeText(payload), thrown);
      // What avsc throws may hold content, so it is not the cause of this error.
      throw this.#failed(isTooDeep(thrown) ? describeDepth(payload) : 'it changed while it was being written');
    }
  }

  #converted({ convert, id }: WrittenForm, payload: unknown): unknown {
    if (convert === undefined) return payload;
    try {
      return convert(payload);
    } catch (thrown) {
      if (thrown instanceof IllFormedText) throw this.#failed(describeText(payload), thrown);
      const reason = thrown instanceof UnreadableValue ? thrown.describe() : 'its bytes cannot be read as that version';
      throw this.#failed(`the subject's latest version (schema id ${id}) cannot hold it: ${reason}`);
    }
  }

  #mismatchOf(payload: unknown): string | undefined {
    try {
      return findMismatch(this.#type, payload);
    } catch (thrown) {
      if (isTooDeep(thrown)) return describeDepth(payload);
      throw this.#failed('one of its properties threw an error when it was read', thrown);
    }
  }

  #failed(reason: string, cause?: unknown) {
    return avroError(
      'KFW_ENCODE_FAILED',
      { what: partLabel(this.#target), reason: `${reason}.` },
      cause === undefined ? {} : { cause },
    );
  }
}

function isTooDeep(thrown: unknown): boolean {
  return thrown instanceof RangeError && /call stack/.test(thrown.message);
}
