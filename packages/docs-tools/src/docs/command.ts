/** `npm run docs`: writes the generated parts of the documents, and the dashboards. Build first. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { datadogFile, renderDatadog } from '../datadog/dashboard.js';
import { dashboardFile, renderDashboard } from '../grafana/dashboard.js';
import { readDocuments } from './documents.js';
import { renderDocument } from './render-document.js';

const checkout = fileURLToPath(new URL('../../../..', import.meta.url));

for (const document of readDocuments(checkout)) {
  const text = renderDocument(document, checkout);
  if (text === document.text) continue;
  writeFileSync(path.join(checkout, document.file), text);
  process.stdout.write(`wrote ${document.file}\n`);
}

writeFileSync(path.join(checkout, dashboardFile), renderDashboard());
writeFileSync(path.join(checkout, datadogFile), renderDatadog());
