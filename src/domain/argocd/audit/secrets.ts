import type { ArgoCdRule, Found } from '../../audit/rule.ts';
import { refTo } from '../../audit/rule.ts';
import { DEFAULT_PROJECT } from '../../hardening/projects/object.ts';
import { placed } from './checks.ts';
import { viewOf } from './view.ts';

type Fields = Readonly<Record<string, string>>;

interface Around {
  /** Whether there are several projects, from which one has to be kept apart. */
  readonly shared: boolean;
}

/**
 * A check of each Secret that Argo CD takes for a repository or a cluster, by the fields that are read: passwords of URLs
 * are not among them. What is not read is none of these rules: argocd/project-secret-unread says so.
 */
export const inSecrets =
  (type: 'repository' | 'cluster', find: (fields: Fields, around: Around) => readonly Found[]): ArgoCdRule['check'] =>
  (facts) => {
    const projects = viewOf(facts).projects.filter(({ name }) => name !== DEFAULT_PROJECT);
    const around = { shared: projects.length > 1 };
    return (facts.secrets ?? []).flatMap((secret) =>
      secret.type === type && secret.fields !== undefined
        ? find(secret.fields, around).map(placed({ ...refTo(secret), kind: 'Secret' }))
        : [],
    );
  };
