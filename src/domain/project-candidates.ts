import type { ProjectItem } from '../api/projects.ts';
import type { Gate } from '../api/sync.ts';
import { trimmed, unknownFields } from './argocd/project/known-fields.ts';
import { validateProject } from './argocd/project/validation.ts';
import { type AppProject, type DestinationServiceAccount } from './argocd/resources.ts';
import { project } from './hardening/projects/object.ts';
import { asksForSignatures, missingKeys, signingForm, withoutGpg } from './hardening/projects/signing.ts';
import { windowFor } from './project-gates.ts';
import type { ProjectsContext } from './projects-context.ts';
import { some } from './text.ts';
import type { Withheld, WithheldReason } from './withheld.ts';

export type Candidate =
  | { readonly item: ProjectItem; readonly object: AppProject }
  | { readonly item: ProjectItem; readonly withheld: Withheld };

type Obstacle = { readonly reason: WithheldReason; readonly message: string } | undefined;

const problem = (reason: WithheldReason, messages: readonly string[]): Obstacle =>
  messages.length === 0 ? undefined : { reason, message: some(messages) };

/** What Argo CD would find wrong with an item, only after it is too late. */
const invalid = (item: ProjectItem, { version }: ProjectsContext): Obstacle =>
  problem(
    'InvalidSpec',
    validateProject(item, version).map(({ field, message }) => `${field}: ${message}`),
  );

/** Commits that nobody can verify are refused, and where nobody verifies, all pass: neither is what was asked for. */
function unsignable(item: ProjectItem, { facts, guard }: ProjectsContext): Obstacle {
  if (!asksForSignatures(item) || guard === 'Warn') return undefined;
  const missing = missingKeys(item, facts.configMaps ?? []).map((key) => `key ${key} is not in argocd-gpg-keys-cm`);
  const off = withoutGpg(facts.workloads).map((name) => `ARGOCD_GPG_ENABLED is off in ${name}`);
  return problem('SigningKeyMissing', [...missing, ...off]);
}

function unsupported(object: AppProject, { fields }: ProjectsContext): Obstacle {
  if (fields === undefined) return { reason: 'CRDMissing', message: 'the kind AppProject does not exist here' };
  const texts = unknownFields(object.spec ?? {}, fields).map(({ field, effect }) => `${field}: ${effect}`);
  return problem('UnsupportedField', texts);
}

function candidate(
  item: ProjectItem,
  accounts: readonly DestinationServiceAccount[],
  gates: readonly Gate[],
  context: ProjectsContext,
): Candidate {
  const { facts, owner, fields, version, clusters } = context;
  const refuse = ({ reason, message }: NonNullable<Obstacle>): Candidate => ({
    item,
    withheld: { reason, kind: 'AppProject', namespace: facts.namespace, name: item.name, message },
  });
  const form = signingForm(item, fields?.has('sourceIntegrity') ?? false);
  const fault = invalid(item, context) ?? unsignable(item, context);
  if (fault !== undefined) return refuse(fault);
  if (!form.ok) return refuse({ reason: 'UnsupportedField', message: form.message });
  const windows = windowFor(item, gates, { clusters, version });
  const additions = { windows, serviceAccounts: accounts, signing: form.signing };
  const whole = project(item, facts.namespace, additions, owner);
  const object = fields === undefined ? whole : { ...whole, spec: trimmed(whole.spec ?? {}, fields) };
  const missing = unsupported(object, context);
  return missing === undefined ? { item, object } : refuse(missing);
}

/** Each item of the policy as the AppProject that it asks for, or why it cannot be one; one never stops another. */
export function candidates(
  items: readonly ProjectItem[],
  accountsOf: (item: ProjectItem) => readonly DestinationServiceAccount[],
  gates: readonly Gate[],
  context: ProjectsContext,
): Candidate[] {
  return items.map((item) => candidate(item, accountsOf(item), gates, context));
}
