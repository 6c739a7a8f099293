/** `kfw topics health`. */
import { checkTopics, deadLetterPairs, isInternalTopic, type TopicFinding } from '@kfw/operating';
import { type Colors, createColors } from '../../logging/colors.js';
import type { ClusterOptions } from '../cluster/cluster-options.js';
import { nameOnCluster } from '../cluster/topic-on-cluster.js';
import { withCluster } from '../cluster/with-cluster.js';
import { exitCodes } from '../exit/exit-codes.js';
import { createProgress } from '../rendering/progress.js';
import { desiredTopicsOf } from './app-topics.js';
import { describeFinding } from './describe-finding.js';

/** The process ends with 1 if a finding is an error. */
export async function showHealth(names: readonly string[], options: ClusterOptions): Promise<void> {
  await withCluster(options, async (run) => {
    const { admin, results, signal } = run;
    const existing = await admin.listTopics();
    const named = names.map((name) => nameOnCluster(run, name, existing));
    const pairs = deadLetterPairs(desiredTopicsOf(run), existing);
    const topics = named.length > 0 ? withPartners(named, pairs) : existing.filter((name) => !isInternalTopic(name));
    const progress = createProgress({ doing: 'reading keys', unit: 'compacted topics', json: results.json });
    const findings = await checkTopics({
      admin,
      reader: run.reader,
      topics: topics.filter((topic) => existing.includes(topic)),
      deadLetters: pairs,
      signal,
      onProgress: (done, total) => progress.update(done, total),
    }).finally(() => progress.end());
    const colors = createColors();
    for (const finding of findings) {
      const message = describeFinding(finding);
      results.result({ ...finding, message }, () => `${shownSeverity(finding, colors)} ${message}`);
    }
    results.text(`${topics.length === 1 ? '1 topic' : `${topics.length} topics`} checked: ${sumOf(findings)}.`);
    if (findings.some(({ severity }) => severity === 'error')) process.exitCode = exitCodes.error;
  });
}

/** A dead-letter topic is checked against its sources, so naming one of them checks both. */
function withPartners(named: readonly string[], pairs: ReturnType<typeof deadLetterPairs>): string[] {
  const partners = pairs.filter(({ topic, source }) => named.includes(topic) || named.includes(source));
  return [...new Set([...named, ...partners.flatMap(({ topic, source }) => [topic, source])])];
}

function shownSeverity({ severity }: TopicFinding, colors: Colors): string {
  const color = { error: colors.red, warning: colors.yellow, info: colors.dim }[severity];
  return color(severity.padEnd('warning'.length));
}

function sumOf(findings: readonly TopicFinding[]): string {
  const count = (wanted: TopicFinding['severity']) => findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return 'nothing found';
  return `${errors === 1 ? '1 error' : `${errors} errors`}, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}`;
}
