import { z } from 'zod';
import type { CustomRule } from '../../api/audit.ts';
import { compileCustom, type CustomProgram } from '../../domain/audit/custom/compile.ts';
import { matchesCustom } from '../../domain/audit/custom/match.ts';
import { customFound, runCustom } from '../../domain/audit/custom/run.ts';
import type { Finding } from '../../domain/audit/judge.ts';
import { metaOf } from '../../domain/audit/read/seen.ts';
import { refTo } from '../../domain/audit/rule.ts';
import { messageOf } from '../../engine/errors.ts';
import type { KubeObject, ResourceType } from '../../engine/object.ts';
import type { Transport } from '../../engine/transport.ts';

/** An object, and what custom rules found in it when it was read: the object itself is not kept. */
export interface CustomSeen extends KubeObject {
  readonly findings: readonly Finding[];
}

/** Rules about one kind that are ready to be evaluated, and those that never will be. */
export interface CompiledRules {
  readonly programs: readonly { readonly rule: CustomRule; readonly program: CustomProgram }[];
  readonly problems: readonly string[];
}

export const customId = ({ id }: Pick<CustomRule, 'id'>): string => `custom/${id}`;

export function compileRules(rules: readonly CustomRule[]): CompiledRules {
  const compiled = rules.map((rule) => ({ rule, result: compileCustom(rule) }));
  return {
    programs: compiled.flatMap(({ rule, result }) => (result.ok ? [{ rule, program: result.program }] : [])),
    problems: compiled.flatMap(({ rule, result }) => (result.ok ? [] : [`${customId(rule)}: ${result.problem}`])),
  };
}

const NO_REMEDY = 'See who wrote the rule, in spec.audit.customRules of the policy.';

/** A rule that took too many steps so often is given up: each time costs some 40 ms, and others wait meanwhile. */
const MAX_CUT_OFF = 5;

/**
 * Reads an object by the rules about its kind. Never throws.
 *
 * @param spent how often each rule took too many steps, by its id; counted up here
 */
export function readCustom({ programs }: CompiledRules, raw: KubeObject, spent: Map<string, number>): CustomSeen {
  const findings: Finding[] = [];
  for (const { rule, program } of programs) {
    const times = spent.get(customId(rule)) ?? 0;
    if (times >= MAX_CUT_OFF || !matchesCustom(rule, raw)) continue;
    const outcome = runCustom(program, raw);
    if (typeof outcome === 'object' && outcome.cutOff) spent.set(customId(rule), times + 1);
    const { severity, remedy } = rule;
    const told = { rule: customId(rule), severity, object: refTo(raw), remedy: remedy === '' ? NO_REMEDY : remedy };
    findings.push(...customFound(rule, outcome).map((found) => ({ ...told, ...found })));
  }
  return { apiVersion: raw.apiVersion, kind: raw.kind, metadata: metaOf(raw), findings };
}

const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string() })).default([]),
});

/** How a kind is reached, as the API server says; words where it says nothing. */
export async function discover(
  { apiVersion, kind }: Pick<CustomRule['match'], 'apiVersion' | 'kind'>,
  transport: Transport,
  signal: AbortSignal,
): Promise<ResourceType | string> {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const path = [group === '' ? '/api' : '/apis', ...[group ?? '', version ?? ''].filter((part) => part !== '')];
  try {
    const answer = await transport.request(
      { method: 'GET', path: path.map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/') },
      signal,
    );
    const found = resourceList.parse(answer).resources.find((each) => each.kind === kind && !each.name.includes('/'));
    if (found === undefined) return `there is no kind ${kind} in ${apiVersion}`;
    return { group: group ?? '', version: version ?? '', plural: found.name, kind };
  } catch (error) {
    return `${apiVersion} ${kind} cannot be found: ${messageOf(error)}`;
  }
}
