import { checkLevel } from '@kfw/schema-compat';

const last = '{"type":"record","name":"User","fields":[{"name":"id","type":"int"}]}';
const next = '{"type":"record","name":"User","fields":[{"name":"id","type":"int"},{"name":"email","type":"string"}]}';

for (const { rule, path, message } of checkLevel('BACKWARD', next, [last])) {
  console.log(`${rule} at ${path}: ${message}`);
}
