import { z } from 'zod';
import { celMatches, ruled, text, type Rule } from './fields.ts';

/**
 * Kubernetes' LabelSelector with the rules of its own validation, so that no policy is accepted here that the
 * NetworkPolicy API refuses later. Source: k8s.io/apimachinery, pkg/apis/meta/v1/validation and pkg/util/validation.
 */

const MAX_KEY = 253 + 1 + 63;
const name = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const key = new RegExp(`^(${label}(\\.${label})*/)?${name}$`);
const keyMessage =
  "must be a label key, such as app.kubernetes.io/name: an optional DNS name and '/', then 1 to 63 characters";

function celIsLabelKey(operand: string): string {
  return `${celMatches(operand, key)} && ${operand}.indexOf('/') <= 253`;
}

function isLabelKey(candidate: string): boolean {
  return candidate.length <= MAX_KEY && key.test(candidate) && candidate.indexOf('/') <= 253;
}

/** The pattern is for the schema, where it costs nothing of the API server's budget for CEL; it cannot count, though. */
const labelKey = ruled(text(MAX_KEY, 1).regex(key, { message: keyMessage }), {
  cel: "self.indexOf('/') <= 253",
  message: keyMessage,
  holds: isLabelKey,
});

/** A pattern, although CEL would say more: selectors nest, and a CEL rule here exceeds the API server's cost budget. */
const labelValue = text(63).regex(new RegExp(`^(${name})?$`), {
  message:
    "must be a label value: empty, or letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
});

const keysRule: Rule<Readonly<Record<string, string>>> = {
  cel: `self.all(key, key.size() <= ${MAX_KEY} && ${celIsLabelKey('key')})`,
  message: `each key ${keyMessage}`,
  holds: (labels) => Object.keys(labels).every(isLabelKey),
};

const matchLabels = ruled(
  z
    .record(z.string(), labelValue)
    .meta({ maxProperties: 16 })
    .refine((labels) => Object.keys(labels).length <= 16, { message: 'must have at most 16 labels' }),
  keysRule,
);

const requirement = ruled(
  z
    .strictObject({
      key: labelKey.describe('The key of the label.'),
      operator: z
        .enum(['In', 'NotIn', 'Exists', 'DoesNotExist'])
        .describe('How the label is compared. NotIn and DoesNotExist also match objects without the label.'),
      values: z
        .array(labelValue)
        .max(32)
        .describe('The values to compare with: at least one for In and NotIn, none for Exists and DoesNotExist.')
        .optional(),
    })
    .meta({ title: 'LabelSelectorRequirement' }),
  {
    cel: "(has(self.values) && self.values.size() > 0) == (self.operator in ['In', 'NotIn'])",
    message: 'values must be given for the operators In and NotIn, and left out for Exists and DoesNotExist',
    holds: ({ operator, values = [] }) => values.length > 0 === ['In', 'NotIn'].includes(operator),
  },
);

/** All requirements must hold; an empty selector matches everything. */
export const labelSelector = z
  .strictObject({
    matchLabels: matchLabels.describe('Labels that must be there with exactly these values.').optional(),
    matchExpressions: z.array(requirement).max(16).describe('Further requirements, which must all hold.').optional(),
  })
  .meta({ title: 'LabelSelector' });
