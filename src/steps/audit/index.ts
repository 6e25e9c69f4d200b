import type { AuditSpec } from '../../api/audit.ts';
import type { Policy } from '../../api/policy.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Tally } from '../../domain/audit/tally.ts';
import type { Clock } from '../../engine/clock.ts';
import type { Logger } from '../../engine/log.ts';
import type { Mirror } from '../../engine/mirror.ts';
import type { KubeObject, ResourceType } from '../../engine/object.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import type { SourceName, View } from '../observe.ts';
import type { Unseen } from '../sight.ts';
import { type Auditor, createAuditor } from './auditor.ts';
import { INPUT_NAMES, type InputName, inputsOf } from './inputs.ts';
import { ACCESS, OF_ARGO_CD, route } from './route.ts';
import { AUDIT_SOURCE_NAMES, type AuditSourceName, auditSource } from './sources.ts';
import { createAuditWatches } from './watches.ts';

/** The audits of all policies that ask for one. */
export interface Audits {
  /** Takes up what a policy asks for; undefined where it asks for no audit. */
  readonly of: (policy: Policy) => Auditor | undefined;
  readonly forget: (policy: string) => void;
  /** What should be seen for the audit of a policy, and is not, or not yet. */
  readonly unseen: (policy: Policy) => readonly Unseen[];
  /** The group and version of a kind that is watched. */
  readonly typeOf: (kind: string) => ResourceType | undefined;
  /** The audit of a policy, as it was last taken up. */
  readonly current: (policy: string) => Auditor | undefined;
  /** What was found for each policy, as it was last counted. */
  readonly tallies: () => readonly (readonly [policy: string, tallies: readonly Tally[]])[];
  readonly reflectors: () => readonly Reflector<KubeObject>[];
  /** Called with the policy's name whenever there is something to look at. */
  readonly onDue: (listener: (policy: string) => void) => void;
}

interface Parts {
  readonly transport: Transport;
  readonly view: View;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly facts: (namespace: string) => Facts;
}

export function createAudits({ transport, view, clock, log, signal, facts }: Parts): Audits {
  const auditors = new Map<string, Auditor>();
  const listeners: ((policy: string) => void)[] = [];
  const due = (): void => {
    for (const name of auditors.keys()) for (const listener of listeners) listener(name);
  };
  const follow = (name: InputName, mirror: Mirror<KubeObject>, reflector: Reflector<KubeObject>): void => {
    mirror.onChange((change) => {
      if (auditors.size === 0) return;
      for (const auditor of auditors.values()) route(name, change, auditor, inputs);
      due();
    });
    reflector.onState(due);
  };
  const watches = createAuditWatches(transport, log, signal, { onStart: follow });
  const inputs = inputsOf(view, watches);
  for (const name of new Set([...INPUT_NAMES, ...ACCESS, ...OF_ARGO_CD]))
    if (name in view.mirrors) {
      const source = name as SourceName;
      follow(name, view.mirrors[source] as unknown as Mirror<KubeObject>, view.reflectors[source]);
    }
  view.mirrors.crds.onChange(due);
  view.scoped.onChange(() => {
    for (const auditor of auditors.values()) auditor.touchWhole('argocd');
    due();
  });

  return {
    of: (policy) => {
      const { audit } = policy.spec;
      watches.want(policy.name, audit === undefined ? [] : wantedBy(audit, view));
      if (audit === undefined) {
        auditors.delete(policy.name);
        return undefined;
      }
      const auditor = auditors.get(policy.name) ?? createAuditor({ view, inputs, clock, facts });
      auditors.set(policy.name, auditor);
      auditor.configure(policy);
      return auditor;
    },
    forget: (policy) => {
      watches.want(policy, []);
      auditors.delete(policy);
    },
    unseen: ({ spec: { audit } }) => {
      if (audit === undefined) return [];
      const names: readonly InputName[] = [
        ...INPUT_NAMES.filter((name) => name in view.mirrors),
        ...ACCESS,
        ...wantedBy(audit, view),
      ];
      return [...new Set(names)].flatMap((name) => unseenOf(name, inputs.reflector(name)));
    },
    typeOf: (kind) =>
      [...INPUT_NAMES, ...ACCESS, ...OF_ARGO_CD]
        .map((name) => inputs.reflector(name)?.source.type)
        .find((type) => type?.kind === kind),
    current: (policy) => auditors.get(policy),
    tallies: () => [...auditors].map(([name, { ledger }]) => [name, ledger.tallies()] as const),
    reflectors: watches.reflectors,
    onDue: (listener) => void listeners.push(listener),
  };
}

/** What is to be watched for an audit, as far as there is such a kind. */
function wantedBy(audit: AuditSpec, { mirrors }: View): AuditSourceName[] {
  return AUDIT_SOURCE_NAMES.filter((name) => {
    const { crd, secret = false } = auditSource(name);
    return (crd === undefined || mirrors.crds.get(crd) !== undefined) && (!secret || audit.secrets.read !== 'None');
  });
}

/** Kinds that somebody else brings along may be missing. */
const OPTIONAL: readonly InputName[] = OF_ARGO_CD;

function unseenOf(name: InputName, reflector: Reflector<KubeObject> | undefined): Unseen[] {
  const state = reflector?.state ?? 'starting';
  const resource = reflector?.source.type.plural ?? name;
  if (state === 'missing' && OPTIONAL.includes(name)) return [];
  return state === 'synced' || state === 'failing' ? [] : [{ resource, state }];
}
