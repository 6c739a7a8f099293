/** What `kfw new` says last: the commands that show the new app at work. */
import path from 'node:path';

export interface NewApp {
  readonly name: string;
  readonly folder: string;
  readonly installed: boolean;
}

export function nextSteps({ name, folder, installed }: NewApp): string {
  const place = path.relative(process.cwd(), folder);
  return [
    '',
    `${name} is ready. It needs Kafka and a schema registry: config/kafka.yml says where, and`,
    '`docker compose up -d --wait` starts both. Then:',
    '',
    ...(place === '' ? [] : [`  cd ${place}`]),
    ...(installed ? [] : ['  npm install']),
    '  npx kfw server        # in one terminal',
    '  npx kfw console       # in another',
    "  > await UsersResponder.call({ eventName: 'user_created', payload: { id: 1 } })",
    '',
  ].join('\n');
}
