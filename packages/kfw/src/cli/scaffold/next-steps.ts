/** The last output of `kfw new`: the commands that show the new app at work. */
import path from 'node:path';
import { findCheckout } from '../installation.js';

export interface NewApp {
  readonly name: string;
  readonly folder: string;
  readonly installed: boolean;
  /** Whether it runs on kfw's own broker in development. */
  readonly embedded: boolean;
  /** Whether its `vendor/` holds the packages of kfw. */
  readonly vendored: boolean;
  /** Commands that show its optional packages at work. */
  readonly shownBy: readonly string[];
}

export function nextSteps({ name, folder, installed, embedded, vendored, shownBy }: NewApp): string {
  const relative = path.relative(process.cwd(), folder);
  const target = relative.startsWith('../..') ? folder : relative;
  return [
    '',
    ...(embedded ? onEmbedded(name) : onKafka(name)),
    ...(target === '' ? [] : [`  cd ${target}`]),
    ...(installed ? [] : ['  npm install']),
    '  npx kfw server        # in one terminal',
    ...shownBy.map((command) => `  ${command}`),
    '  npx kfw console       # in another',
    "  > await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })",
    '',
    ...(vendored ? [...ofVendor, ''] : []),
  ].join('\n');
}

const ofVendor = [
  'Its vendor/ holds the packages of this checkout, so the app can go anywhere; commit it. vendor/README.md says how to',
  'change to published versions.',
];

/** For an app on the embedded broker; production is configured separately. */
function onEmbedded(name: string): string[] {
  return [
    `${name} is ready. In development it runs on kfw's own broker, which its server starts; in production on the`,
    'Apache Kafka that config/kafka.yml names. Try it:',
    '',
  ];
}

function onKafka(name: string): string[] {
  return [
    `${name} is ready. It looks for Kafka and a schema registry where config/kafka.yml says.`,
    ...startKafka(),
    '',
    'Then:',
    '',
  ];
}

/** How to run both on this machine; a checkout can start Apache Kafka without Docker. */
function startKafka(): string[] {
  const compose = '`docker compose up -d --wait` in its folder starts both here';
  if (findCheckout() === undefined) return [`${compose}.`];
  return [
    `${compose}; without Docker, in the checkout of kfw:`,
    '',
    '  npm run -s kafka -- start --port 9092 --registry-port 8081',
  ];
}
