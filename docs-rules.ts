import { type Category, CATEGORIES } from './src/api/audit.ts';
import type { CelFunction } from './src/domain/audit/custom/functions/function.ts';
import { FUNCTIONS } from './src/domain/audit/custom/functions/index.ts';
import type { Mapping, Rule } from './src/domain/audit/rule.ts';
import { RULES } from './src/domain/rules/index.ts';
import { PLANNED, type PlannedRule } from './src/domain/rules/planned.ts';

/** The reference of rules in Markdown, from the same objects that the cluster is judged by. */

export interface Page {
  readonly path: string;
  readonly text: string;
}

const FOLDER = 'docs/rules';

const INTRODUCTION: Readonly<Partial<Record<Category, string>>> = {
  'pod-security': 'The Pod Security Standards on every kind that makes pods, and what goes with them.',
  images: 'Where images come from, and whether what runs tomorrow is what runs today.',
  network: 'What NetworkPolicies, Services and Ingresses open, and what nothing closes.',
  rbac: 'Who may do what, by effective grants: aggregated roles, all bindings, exact matching.',
  secrets: 'Plaintext where none belongs, and Secrets that nobody keeps. Values are never kept or shown.',
  argocd: 'Argo CD as a whole: projects, Applications, roles, tokens, repositories, clusters, versions.',
  flux: 'Flux, where it is installed.',
  gitops: 'What is in the cluster and not in Git, and who changed what is.',
};

const ESCAPED = /[|]/g;
const cell = (text: string): string => text.replaceAll(ESCAPED, String.raw`\|`);

function mappingText({ cis, pss, nsa }: Mapping): string {
  const parts = [
    ...Object.entries(cis ?? {}).map(([version, ids]) => `CIS Kubernetes Benchmark ${version}: ${ids.join(', ')}`),
    ...(pss === undefined ? [] : [`Pod Security Standards: ${pss}`]),
    ...(nsa === undefined ? [] : [`NSA/CISA Kubernetes Hardening Guide: ${nsa}`]),
  ];
  return parts.join('; ');
}

const LOOKS: Readonly<Record<Rule['scope'], string>> = {
  object: 'each object',
  namespace: 'each namespace as a whole',
  rbac: 'all roles and bindings together',
  argocd: 'Argo CD as a whole',
};

function section(rule: Rule): string {
  const { id, title, severity, reads, why, remedy, mapping, sources, scope } = rule;
  const mapped = mappingText(mapping);
  return [
    `## ${id}`,
    `${title}. Severity: ${severity}.`,
    why,
    `**What to do:** ${remedy}`,
    [
      `- Looks at ${LOOKS[scope]}: ${reads.join(', ')}.`,
      ...(rule.asked === undefined ? [] : ['- Only where the policy asks for it.']),
      ...(mapped === '' ? [] : [`- ${mapped}.`]),
      `- Sources: ${sources.map((source) => (/^https?:/.test(source) ? `<${source}>` : source)).join(', ')}.`,
    ].join('\n'),
  ].join('\n\n');
}

const rulesOf = (category: Category): Rule[] => RULES.filter(({ id }) => id.startsWith(`${category}/`));

const pageOf = (category: Category): Page => ({
  path: `${FOLDER}/${category}.md`,
  text: [
    `<!-- Generated from src/domain/rules/${category}; see make docs. -->`,
    `# Rules: ${category}`,
    INTRODUCTION[category] ?? '',
    ...rulesOf(category).map(section),
    '',
  ].join('\n\n'),
});

const row = ({ id, title, severity }: Rule, category: Category): string =>
  `| [\`${id}\`](${category}.md#${id.replaceAll('/', '')}) | ${cell(title)} | ${severity} |`;

const planned = ({ id, title, severity, why, remedy }: PlannedRule): string =>
  `| \`${id}\` | ${[title, severity, why, remedy].map(cell).join(' | ')} |`;

const indexPage = (categories: readonly Category[]): Page => ({
  path: `${FOLDER}/README.md`,
  text: [
    '<!-- Generated from src/domain/rules; see make docs. -->',
    '# Rules',
    `What \`spec.audit\` judges a cluster by: ${RULES.length} rules. [docs/audit.md](../audit.md) tells how they are chosen, changed and accepted.`,
    [
      '| Rule | What | Severity |',
      '|---|---|---|',
      ...categories.flatMap((category) => rulesOf(category).map((rule) => row(rule, category))),
    ].join('\n'),
    '## What the other sections find',
    'Found by the plan of the other sections, and counted, switched off and accepted in the same way.',
    ['| Id | What | Severity | Why | What to do |', '|---|---|---|---|---|', ...PLANNED.map(planned)].join('\n'),
    '',
  ].join('\n\n'),
});

const functionRow = ({ signature, from, does, example }: CelFunction): string =>
  `| \`${cell(signature)}\` | ${from} | ${cell(does)} | \`${cell(example)}\` |`;

/** What expressions of custom rules may call, from the table that they are compiled by. */
const functionsPage: Page = {
  path: `${FOLDER}/custom.md`,
  text: [
    '<!-- Generated from src/domain/audit/custom/functions; see make docs. -->',
    '# Functions of custom rules',
    `What \`spec.audit.customRules[].expression\` may call, beside the operators and macros of CEL (\`has\`, \`all\`, \`exists\`, \`exists_one\`, \`map\`, \`filter\`): ${FUNCTIONS.length} functions. The object is called \`object\`; its \`metadata.managedFields\` is left out. An expression is cut off after a number of steps, whatever it does: about 50 ms. [docs/audit.md](../audit.md#rules-of-your-own) tells the rest.`,
    ['| Function | From | Does | Example |', '|---|---|---|---|', ...FUNCTIONS.map(functionRow)].join('\n'),
    '',
  ].join('\n\n'),
};

/** Every page of the reference. */
export function rulePages(): Page[] {
  const categories = CATEGORIES.filter((category) => rulesOf(category).length > 0);
  return [indexPage(categories), ...categories.map(pageOf), functionsPage];
}
