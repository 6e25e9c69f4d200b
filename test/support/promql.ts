import { parser } from '@prometheus-io/lezer-promql';
import type { MetricDescription } from '../../docs-metrics.ts';

/** What Prometheus adds to every series by itself, or as a PodMonitor has it add. */
const OF_TARGET = ['job', 'instance', 'namespace', 'pod', 'container', 'endpoint'];

interface Query {
  /** Names of metrics, as they are stored: those of a histogram with their suffix. */
  readonly metrics: readonly string[];
  /** Labels that are selected, grouped or matched by. */
  readonly labels: readonly string[];
  readonly isValid: boolean;
}

/** Reads a query with the grammar of Prometheus's own editor. */
export function readQuery(query: string): Query {
  const [metrics, labels] = [new Set<string>(), new Set<string>()];
  let isValid = true;
  parser.parse(query).iterate({
    enter: ({ type, name, from, to, node }) => {
      if (type.isError) isValid = false;
      const text = query.slice(from, to);
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(text);
      if (name === 'LabelName') labels.add(text);
    },
  });
  return { metrics: [...metrics], labels: [...labels], isValid };
}

/** The series that a metric is stored as, with the labels that each has. */
function stored({ name, type, labelNames }: MetricDescription): (readonly [string, readonly string[]])[] {
  if (type === 'counter' || type === 'gauge') return [[name, labelNames]];
  const own =
    type === 'histogram' ? [[`${name}_bucket`, [...labelNames, 'le']] as const] : [[name, labelNames] as const];
  return [...own, [`${name}_sum`, labelNames], [`${name}_count`, labelNames]];
}

/** What a query asks for that nothing would ever answer, in words. */
export function queryProblems(query: string, known: readonly MetricDescription[]): string[] {
  const { metrics, labels, isValid } = readQuery(query);
  const series = new Map(known.flatMap(stored));
  const has = new Set([...OF_TARGET, ...metrics.flatMap((name) => series.get(name) ?? [])]);
  return [
    ...(isValid ? [] : [`${query}: cannot be read`]),
    ...(metrics.length > 0 ? [] : [`${query}: asks for nothing`]),
    ...metrics.filter((name) => !series.has(name)).map((name) => `${query}: there is no metric ${name}`),
    ...labels.filter((name) => !has.has(name)).map((name) => `${query}: nothing in it has a label ${name}`),
  ];
}
