/**
 * The metadata that decorators write and boot reads. Entries are kept through reflect-metadata on the class itself, or, for
 * standard (TC39) method decorators, which never see the class, on its `Symbol.metadata` object. Nothing here depends on
 * `design:*` types, which tsx and type stripping do not emit.
 */
import 'reflect-metadata';
import type { ResponderTopicOptions } from '../../contracts/responder-contract.js';
import { coreError } from '../../errors/core-errors.js';
import type { Schema } from '../../ports/codec.js';
import type { SubscriptionOptions } from '../options/topic-options.js';

// Compilers fill `context.metadata` only when this symbol exists before a class is evaluated. esbuild falls back to
// the same registered symbol.
if (Symbol.metadata === undefined) {
  Object.defineProperty(Symbol, 'metadata', { value: Symbol.for('Symbol.metadata') });
}

export type CallbackKind = 'beforeBatch' | 'afterBatch' | 'onAssigned' | 'onRevoked' | 'onShutdown';

export type MetadataEntry =
  | { readonly kind: 'payload'; readonly schema: Schema; readonly keySchema: Schema | undefined }
  | { readonly kind: 'callback'; readonly callback: CallbackKind; readonly method: string | symbol }
  | {
      readonly kind: 'subscription';
      readonly topic: string | RegExp;
      readonly options: SubscriptionOptions;
      readonly declaredAt: string | undefined;
    }
  | {
      readonly kind: 'topic';
      readonly topic: string;
      readonly options: ResponderTopicOptions;
      readonly declaredAt: string | undefined;
    };

const entriesKey = Symbol.for('kfw.metadata');

/** Appends an entry to a class (or to the metadata object of one). */
export function record(owner: object, entry: MetadataEntry): void {
  const entries = Reflect.getOwnMetadata(entriesKey, owner) ?? [];
  Reflect.defineMetadata(entriesKey, [...entries, entry], owner);
}

/** Records a method's entry, whichever way the decorator was called. */
export function recordMethod(
  decorator: string,
  target: object,
  nameOrContext: unknown,
  entryFor: (method: string | symbol) => MetadataEntry,
): void {
  if (typeof nameOrContext === 'string' || typeof nameOrContext === 'symbol') {
    record(target.constructor, entryFor(nameOrContext));
    return;
  }
  const context = nameOrContext as Partial<ClassMethodDecoratorContext> | undefined;
  if (context?.kind !== 'method' || context.metadata === undefined || context.name === undefined) {
    throw coreError('KFW_DECORATOR_UNSUPPORTED', { decorator });
  }
  record(context.metadata, entryFor(context.name));
}

/** Every entry of a class and its ancestors, ancestors first. Read once, at boot. */
export function metadataOf(target: object): MetadataEntry[] {
  const parent = Object.getPrototypeOf(target) as object | null;
  const inherited = parent === null || parent === Function.prototype ? [] : metadataOf(parent);
  const own: MetadataEntry[] = Reflect.getOwnMetadata(entriesKey, target) ?? [];
  const standard = Object.getOwnPropertyDescriptor(target, Symbol.metadata)?.value as object | undefined;
  const ownStandard: MetadataEntry[] =
    standard === undefined ? [] : (Reflect.getOwnMetadata(entriesKey, standard) ?? []);
  return [...inherited, ...own, ...ownStandard];
}
