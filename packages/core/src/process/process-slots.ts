/**
 * The slots of this process: state that code of an app reaches without having it passed in. They are kept on the global
 * object, because an app and the command that boots it, or the tests of an app, may hold two copies of this package.
 */

/**
 * - `handlerRun`: the asynchronous context of the handler run that the calling code belongs to
 * - `responderRuntime`: the running app, for `UsersResponder.call(…)`, which is static
 * - `readerContext`: the running app, for `readTopic`
 * - `evaluatedResponders`: the responder classes whose declarations were evaluated
 * - `secrets`: the texts that no output may show
 */
export type SlotName = 'handlerRun' | 'responderRuntime' | 'readerContext' | 'evaluatedResponders' | 'secrets';

export interface ProcessSlot<Value> {
  get(): Value | undefined;
  /** Returns the value that it replaces. */
  set(value: Value | undefined): Value | undefined;
}

const slots: { [key: symbol]: unknown } = globalThis as never;

export function processSlot<Value>(name: SlotName): ProcessSlot<Value> {
  const key = Symbol.for(`kfw.${name}`);
  return {
    get: () => slots[key] as Value | undefined,
    set(value) {
      const previous = slots[key] as Value | undefined;
      slots[key] = value;
      return previous;
    },
  };
}

/** The value of a slot that is filled once, by whichever copy of this package comes first. */
export function sharedValue<Value>(name: SlotName, create: () => Value): Value {
  const slot = processSlot<Value>(name);
  const value = slot.get() ?? create();
  slot.set(value);
  return value;
}
