/** The span `send T`: of one call, or of the calls of one turn of the event loop that share it. */
import type { SendTrace, TraceHeader } from '@kfw/core';
import { errorClass } from '@kfw/core';
import type { Span } from '@opentelemetry/api';
import { endSpan } from './contained-sdk.js';
import { recordError } from './record-error.js';
import { attribute } from './span-attributes.js';

export class SendSpan implements SendTrace {
  readonly isRecording = true;
  #messages = 0;
  #pending = 0;
  #hasFailed = false;

  constructor(
    private readonly span: Span,
    readonly headers: readonly TraceHeader[],
  ) {}

  /** All its messages have their report: no call may share it any more. */
  get isOver(): boolean {
    return this.#pending === 0 && this.#messages > 0;
  }

  add(messages: number): void {
    this.#messages += messages;
    this.#pending += messages;
  }

  retrying(attempt: number, error: Error): void {
    this.span.addEvent('kfw.retry', { [attribute.attempt]: attempt, [attribute.errorType]: errorClass(error) });
  }

  delivered(messages: number, to?: { readonly partition: number; readonly offset: string }): void {
    if (this.#messages === 1 && to !== undefined && to.partition >= 0) {
      this.span.setAttribute(attribute.partition, String(to.partition));
      if (Number(to.offset) >= 0) this.span.setAttribute(attribute.offset, Number(to.offset));
    }
    this.#reported(messages);
  }

  failed(messages: number, error: Error): void {
    // The messages of a batch fail together.
    if (!this.#hasFailed) recordError(this.span, error);
    this.#hasFailed = true;
    this.#reported(messages);
  }

  #reported(messages: number): void {
    this.#pending -= messages;
    if (this.#pending > 0) return;
    if (this.#messages > 1) this.span.setAttribute(attribute.messageCount, this.#messages);
    endSpan(this.span);
  }
}

/** What messages get whose span is not recorded: the headers of a context. */
export function unrecordedSend(headers: readonly TraceHeader[]): SendTrace {
  return { headers, isRecording: false, retrying() {}, delivered() {}, failed() {} };
}
