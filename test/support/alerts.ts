import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const alertSchema = z.strictObject({
  alert: z.string(),
  expr: z.string(),
  for: z.string(),
  labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
  annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
});

const ruleSchema = z.object({
  spec: z.object({ groups: z.array(z.object({ name: z.string(), rules: z.array(alertSchema) })) }),
});

export type Alert = z.output<typeof alertSchema>;

const RULE = new URL('../../config/monitoring/prometheus-rule.yaml', import.meta.url);

/** The groups of alerts in config/monitoring. */
export const alertGroups = ruleSchema.parse(parse(readFileSync(RULE, 'utf8'))).spec.groups;

export const alerts: readonly Alert[] = alertGroups.flatMap(({ rules }) => rules);
