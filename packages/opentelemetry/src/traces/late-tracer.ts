/**
 * The SDK's tracer, which may be set up after the listener. The API's own stand-in only sees an SDK that is set up through the same copy
 * of the API, and a module and a CommonJS program have each their own. So the tracer is looked up again until there is one.
 */
import { type Context, ProxyTracer, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';

export class LateTracer implements Pick<Tracer, 'startSpan'> {
  #found: Tracer | undefined;

  /** Of spans with this instrumentation scope. */
  constructor(private readonly scope: string) {}

  startSpan(name: string, options: SpanOptions, parent: Context): Span {
    return this.#tracer.startSpan(name, options, parent);
  }

  get #tracer(): Tracer {
    if (this.#found !== undefined) return this.#found;
    const tracer = trace.getTracer(this.scope);
    if (!(tracer instanceof ProxyTracer)) this.#found = tracer;
    return tracer;
  }
}
