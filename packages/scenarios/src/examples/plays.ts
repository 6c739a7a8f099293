/** The examples of every help text, by their text. One that is missing here, or that no help shows any more, fails. */
import type { Play } from './play.js';

const isJoined = /partitions\.assigned|joined/;
const isMade = /cd \S*shop/;

export const plays: Readonly<Record<string, Play>> = {
  'kfw new shop && cd shop && npx kfw server': {
    shows: isJoined,
    untilInterrupted: true,
    code: 'SIGINT',
    folder: 'beside the app',
  },
  'kfw new ../shop': { shows: isMade },
  'kfw new ../shop --broker localhost:9092': { shows: isMade, removes: '../shop' },
  'kfw topics plan': { shows: /orders is created/ },
  'KFW_ENV=production kfw topics plan --detailed-exitcode': { shows: /orders is created/, code: 2 },
  'kfw topics plan --json': { shows: /"action":"create"/ },
  'kfw topics apply': { shows: /Give --yes/, code: 1 },
  'KFW_ENV=production kfw topics apply --yes --json': { shows: /"topic":"orders".*"error":null/ },
  'kfw topics list': { shows: /declared, routed/ },
  'kfw topics list --brokers "$KFW_BROKERS" --json': { shows: /"topic":"orders"/ },
  'kfw topics describe orders': { shows: /retention\.ms = 604800000/ },
  'kfw topics describe orders users --json': { shows: /"topic":"users"/ },
  'kfw topics health': { shows: /checked/ },
  'kfw topics health orders --json': { shows: /onlyBroker/ },
  'kfw topics delete orders.v1': { shows: /Give --yes/, code: 1 },
  'kfw topics delete orders.v1 --yes --json': { shows: /"deleted":true/ },
  'kfw server': { shows: isJoined, untilInterrupted: true },
  'kfw server --only-groups shop,billing': { shows: isJoined, untilInterrupted: true },
  'kfw server UserEventConsumer': { shows: isJoined, untilInterrupted: true },
  'kfw console -e "await UsersResponder.call({ eventName: \'user_created\', payload: { id: 1 } })"': {
    shows: /"topic":"users"/,
  },
  'echo "await admin.listTopics()" | kfw console': { shows: /\[.*"users".*\]/ },
  'kfw routes': { shows: /OrdersConsumer/ },
  'kfw routes --json': { shows: /"consumer":"OrdersConsumer"/ },
  'kfw info': { shows: /shop/ },
  'kfw info --json': { shows: /"clientId":"shop"/ },
  'kfw generate schema order_event': { shows: /order_event\.avsc/ },
  'kfw generate topic orders': { shows: /already exist/, code: 1 },
  'kfw generate consumer orders --schema order_event': { shows: /exists/, code: 1 },
  'kfw generate responder orders --schema order_event': { shows: /exists/, code: 1 },
  'kfw generate topic billing.invoices': { shows: /billing-invoices-consumer\.ts/ },
  'kfw generate types --check': { shows: /up to date/ },
  'kfw schemas register': { shows: /orders-value/ },
  'kfw schemas register --check': { shows: /orders-value/ },
  'KFW_ENV=production kfw schemas register': { shows: /orders-value/ },
  'KFW_ENV=production kfw server --json --health 0.0.0.0:8080': { shows: isJoined, untilInterrupted: true },
  'kfw broker --port 9092 --registry-port 8081': { shows: /9092/, untilInterrupted: true },
  'kfw broker --memory --json': { shows: /"brokers"/, untilInterrupted: true },
  'kfw completion bash > ~/.local/share/bash-completion/completions/kfw': {
    shows: /^$/,
    writes: '.local/share/bash-completion/completions/kfw',
  },
  'kfw completion zsh > ~/.zfunc/_kfw': {
    shows: /^$/,
    writes: '.zfunc/_kfw',
  },
  'kfw completion fish > ~/.config/fish/completions/kfw.fish': {
    shows: /^$/,
    writes: '.config/fish/completions/kfw.fish',
  },
};
