/** Which runtime is the process's while apps connect and close, in any order. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { Codecs, findResponderRuntime, ResponderRuntime, useResponderRuntime } from '@kfw/core/internal';
import { pushRuntime, removeRuntime } from '../../src/connection/runtime-stack.js';

const runtime = (): ResponderRuntime => new ResponderRuntime({} as never, new Monitor(), new Codecs([]));
const [recording, first, second] = [runtime(), runtime(), runtime()];
let before: ResponderRuntime | undefined;

beforeEach(() => {
  before = useResponderRuntime(recording);
});
afterEach(() => {
  useResponderRuntime(before);
});

describe('the runtime of a connected app', () => {
  it('is the process’s own until the app is closed', () => {
    pushRuntime(first);
    expect(findResponderRuntime()).toBe(first);
    removeRuntime(first);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('is replaced by that of an app which connects later', () => {
    pushRuntime(first);
    pushRuntime(second);
    expect(findResponderRuntime()).toBe(second);
    removeRuntime(second);
    expect(findResponderRuntime()).toBe(first);
    removeRuntime(first);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('does not come back when its app was closed first', () => {
    pushRuntime(first);
    pushRuntime(second);
    removeRuntime(first);
    expect(findResponderRuntime()).toBe(second);
    removeRuntime(second);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('stays if it was set before the app connected, as `kfw server` does', () => {
    useResponderRuntime(first);
    pushRuntime(first);
    removeRuntime(first);
    expect(findResponderRuntime()).toBe(first);
  });

  it('does not replace a runtime that was set meanwhile', () => {
    pushRuntime(first);
    useResponderRuntime(second);
    removeRuntime(first);
    expect(findResponderRuntime()).toBe(second);
  });
});
