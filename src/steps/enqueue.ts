import type { KubeObject } from '../api/kube.ts';
import type { Change } from '../engine/mirror.ts';
import { sectionOf } from '../domain/kinds/index.ts';
import { objectKey } from '../domain/plan.ts';
import type { Context } from './context.ts';
import { keyText } from './keys.ts';
import type { SourceName } from './observe.ts';
import { owned, OWNED_KINDS, type OwnedKind } from './owned.ts';

type Enqueued = Pick<
  Context,
  'view' | 'memories' | 'queue' | 'resolver' | 'identity' | 'audits' | 'reports' | 'scanners'
>;

/** Of what says who may do what: a change anywhere may change an answer. */
const isAccess = (kind: OwnedKind): boolean => kind !== 'NetworkPolicy' && kind !== 'AppProject';

/** Changes that come in crowds, such as Applications when Argo CD starts, are waited for, in ms. */
const CROWD_MS = 250;
/** Looks that are due are taken together, after so many ms. */
const AUDIT_MS = 50;
/** And where a plan takes long, for so much longer than that: planning is not to keep healing from its turn. */
const CROWD_FACTOR = 4;

const namespaceOf = ({ spec }: KubeObject & { spec?: { argocd?: { namespace?: unknown } } }): unknown =>
  spec?.argocd?.namespace;

/** Step 2, enqueue: every change of the world becomes the keys of the policies that it may concern. */
export function enqueueChanges(parts: Enqueued): void {
  const { view, memories, queue, resolver, identity } = parts;
  const { mirrors, reflectors } = view;
  enqueueAudits(parts);
  const names = (): string[] => mirrors.policies.keys();
  const plan = (name: string): void => queue.add(keyText('plan', name));
  const crowdMs = (name: string): number => Math.max(CROWD_MS, CROWD_FACTOR * (memories.get(name)?.lookMs ?? 0));
  const planSoon = (name: string): void => queue.addAfter(keyText('plan', name), crowdMs(name));
  const covering = (namespace: string | undefined): string[] =>
    names().filter((name) => namespaceOf(mirrors.policies.get(name) as KubeObject) === namespace);

  mirrors.policies.onChange((change) => {
    if (onlyStatusChanged(change)) queue.add(keyText('report', change.key));
    else for (const name of new Set([change.key, ...names()])) plan(name);
  });

  for (const kind of OWNED_KINDS)
    owned(kind, view).mirror.onChange(({ old, new: now }) => {
      const object = now ?? old;
      if (object === undefined) return;
      const key = objectKey(object);
      const healed = owners(key, memories);
      for (const name of healed) queue.add(keyText('heal', name, key));
      if (kind === 'NetworkPolicy' && healed.length === 0) covering(object.metadata.namespace).forEach(plan);
      if (kind === 'AppProject') covering(object.metadata.namespace).forEach(planSoon);
      if (isAccess(kind)) names().forEach(planSoon);
    });
  for (const source of ['clusterRoles', 'clusterRoleBindings'] as const)
    mirrors[source].onChange(() => names().forEach(planSoon));
  mirrors.appProjectCrds.onChange(() => names().forEach(planSoon));
  view.scoped.onChange((namespace) => covering(namespace).forEach(plan));

  for (const source of ['deployments', 'statefulSets'] as const)
    mirrors[source].onChange(({ old, new: now }) => covering((now ?? old)?.metadata.namespace).forEach(plan));
  // Argo CD may work on Applications of any namespace.
  for (const source of ['applications', 'applicationSets'] as const)
    mirrors[source].onChange(() => names().forEach(planSoon));
  for (const source of ['endpointSlices', 'services'] as const) mirrors[source].onChange(() => names().forEach(plan));
  mirrors.namespaces.onChange(({ key }) => names().forEach(covering(key).length > 0 ? plan : planSoon));
  mirrors.crds.onChange(() => Object.values(reflectors).forEach((reflector) => reflector.poke()));
  identity.onChange(() => names().forEach(plan));

  resolver.onChange(() => names().forEach(plan));
  for (const name of Object.keys(reflectors) as SourceName[]) reflectors[name].onState(() => names().forEach(planSoon));
}

/** What there is to look at again, and to tell of. */
function enqueueAudits({ view, queue, audits, reports, scanners }: Enqueued): void {
  const audit = (name: string): void => queue.addAfter(keyText('audit', name), AUDIT_MS);
  audits.onDue(audit);
  reports.onChange(audit);
  scanners.onChange(() => {
    for (const name of view.mirrors.policies.keys()) queue.addAfter(keyText('status', name), CROWD_MS);
  });
}

/** The policies that keep an object: one, or none. */
function owners(key: string, memories: Context['memories']): string[] {
  return [...memories]
    .filter(([, { desired, enforcing }]) => {
      const entry = desired.get(key);
      return entry !== undefined && enforcing.has(sectionOf(entry.object) ?? 'network');
    })
    .map(([name]) => name);
}

/** Our own report, or somebody's edit of it. */
function onlyStatusChanged({ old, new: now }: Change<KubeObject>): boolean {
  if (old === undefined || now === undefined) return false;
  const rest = ({ metadata: { resourceVersion: _, ...metadata }, ...object }: KubeObject): string =>
    JSON.stringify({ ...object, metadata, status: undefined });
  return rest(old) === rest(now);
}
