/** What `kfw new --with` adds: a row for each optional package of kfw. Nothing but data, since the command's help shows the names. */
import type { TemplateSet } from '../installation.js';

export interface OptionalPackage {
  /** As `--with` names it, and the package without `@kfw/`. */
  readonly name: string;
  /** The function that makes its listener, exported by the package. */
  readonly listener?: string;
  /** Whether it serves something on the health address. */
  readonly usesHealth?: boolean;
  /** The app's own dependencies that it takes, with their ranges. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Files that go over those of the app. */
  readonly templates?: TemplateSet;
  /** A file of them that the boot file imports before anything else, with what its `closing` calls. */
  readonly startsFirst?: { readonly file: string; readonly closes: string };
  /** Lines of `.env.example`. */
  readonly environment?: readonly string[];
  /** A sentence of the app's README. */
  readonly readme: string;
  /** A command that shows it at work, for the output of `kfw new`. */
  readonly shownBy?: string;
}

/** Where an app serves its health in development when an optional package uses it. */
export const developmentHealthPort = 9394;

export const optionalPackages: readonly OptionalPackage[] = [
  {
    name: 'metrics',
    listener: 'metricsListener',
    usesHealth: true,
    templates: 'metrics',
    readme: `\`metricsListener()\` serves Prometheus metrics at \`http://localhost:${developmentHealthPort}/metrics\`; \`health\` in \`config/kafka.yml\` is the address. \`docker compose -f docker-compose.observability.yml up -d --wait\` starts Prometheus and Grafana with alert rules and a dashboard.`,
    shownBy: `curl localhost:${developmentHealthPort}/metrics`,
  },
  {
    name: 'statsd',
    listener: 'statsdListener',
    readme: '`statsdListener()` sends metrics over UDP to StatsD or to the Datadog agent.',
  },
  {
    name: 'opentelemetry',
    listener: 'openTelemetryListener',
    dependencies: { '@opentelemetry/sdk-node': '^0.301.0' },
    templates: 'opentelemetry',
    startsFirst: { file: './instrumentation.js', closes: 'stopInstrumentation' },
    environment: [
      '# Traces and metrics go to an OpenTelemetry collector:',
      '# OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318',
    ],
    readme:
      '`openTelemetryListener()` records traces and metrics. `instrumentation.ts` starts the SDK, which sends them where `OTEL_EXPORTER_OTLP_ENDPOINT` says.',
  },
];
