/**
 * Receives OTLP in the test process, as a collector does: over HTTP, JSON or Protobuf, and over gRPC. It keeps every span, and of the
 * metrics the last value of each series.
 */
import { createServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  Server as GrpcServer,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { World } from '@kfw/test-cluster';
import { pointsOf, type ReceivedPoint, type ReceivedSpan, spansOf } from './otlp-data.js';
import { decodeOtlp } from './otlp-protobuf.js';

type Signal = 'traces' | 'metrics';
type Protocol = 'http/json' | 'http/protobuf' | 'grpc';

export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** The protocols of the requests so far. */
  readonly protocols = new Set<Protocol>();
  readonly #points = new Map<string, ReceivedPoint>();

  private constructor(
    /** `http://127.0.0.1:PORT`: exporters add `/v1/traces` and `/v1/metrics`, or get the whole URL. */
    readonly httpUrl: string,
    /** `http://127.0.0.1:PORT`, without TLS. */
    readonly grpcUrl: string,
  ) {}

  /** Listens until the scenario is over. */
  static async start(world: Pick<World, 'after'>): Promise<OtlpReceiver> {
    const http = createServer();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    world.after(() => {
      http.closeAllConnections();
      http.close();
    });
    const grpc = new GrpcServer();
    world.after(() => grpc.forceShutdown());
    const port = await new Promise<number>((resolve, reject) =>
      grpc.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    const httpPort = (http.address() as AddressInfo).port;
    const receiver = new OtlpReceiver(`http://127.0.0.1:${httpPort}`, `http://127.0.0.1:${port}`);
    receiver.#serveHttp(http);
    receiver.#serveGrpc(grpc);
    return receiver;
  }

  /** The last values of a metric: one for each set of attributes. */
  points(name: string): readonly ReceivedPoint[] {
    return this.allPoints().filter((point) => point.name === name);
  }

  allPoints(): readonly ReceivedPoint[] {
    return [...this.#points.values()];
  }

  #receive(signal: Signal, protocol: Protocol, request: unknown): void {
    this.protocols.add(protocol);
    if (signal === 'traces') this.spans.push(...spansOf(request));
    else for (const point of pointsOf(request)) this.#points.set(JSON.stringify([point.name, point.attributes]), point);
  }

  #serveHttp(http: HttpServer): void {
    http.on('request', (request, response) => {
      void bodyOf(request).then((body) => {
        const signal: Signal | undefined = /\/v1\/(traces|metrics)$/.exec(request.url ?? '')?.[1] as Signal | undefined;
        if (signal === undefined) return response.writeHead(404).end();
        const isJson = request.headers['content-type'] === 'application/json';
        if (isJson) this.#receive(signal, 'http/json', JSON.parse(body.toString()));
        else this.#receive(signal, 'http/protobuf', decodeOtlp(signal, body));
        return response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
  }

  #serveGrpc(grpc: GrpcServer): void {
    const services = { traces: 'trace.v1.TraceService', metrics: 'metrics.v1.MetricsService' };
    for (const [signal, service] of Object.entries(services) as [Signal, string][]) {
      const definition: ServiceDefinition = {
        export: {
          path: `/opentelemetry.proto.collector.${service}/Export`,
          requestStream: false,
          responseStream: false,
          requestSerialize: (bytes: Buffer) => bytes,
          requestDeserialize: (bytes) => bytes,
          responseSerialize: (bytes: Buffer) => bytes,
          responseDeserialize: (bytes) => bytes,
        },
      };
      const implementation: UntypedServiceImplementation = {
        export: (call: { request: Buffer }, respond: (error: null, response: Buffer) => void) => {
          this.#receive(signal, 'grpc', decodeOtlp(signal, call.request));
          // An empty response: everything was accepted.
          respond(null, Buffer.alloc(0));
        },
      };
      grpc.addService(definition, implementation);
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
