import type { AuditSpec } from '../../api/audit.ts';
import type { Policy } from '../../api/policy.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Tally } from '../../domain/audit/tally.ts';
import type { Clock } from '../../engine/clock.ts';
import type { AnyReflector } from '../../engine/lifecycle.ts';
import type { Logger } from '../../engine/log.ts';
import type { Mirror } from '../../engine/mirror.ts';
import type { KubeObject, ResourceType } from '../../engine/object.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { accountOf, type IdentitySource } from '../identity.ts';
import type { SourceName, View } from '../observe.ts';
import type { Unseen } from '../sight.ts';
import { Auditor } from './auditor.ts';
import { createCustomAudit, type CustomAudit, type PokedReflector } from './custom.ts';
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
  /** Custom rules of a policy that do not do what they are for, in words. */
  readonly ruleProblems: (policy: string) => readonly string[];
  /** Whether kinds that custom rules of a policy are about are not listed yet. */
  readonly isStarting: (policy: string) => boolean;
  /** What was found for each policy, as it was last counted. */
  readonly tallies: () => readonly (readonly [policy: string, tallies: readonly Tally[]])[];
  readonly reflectors: () => readonly AnyReflector[];
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
  readonly identity: IdentitySource;
}

export interface Audit {
  readonly auditor: Auditor;
  readonly custom: CustomAudit;
}

export function createAudits({ transport, view, clock, log, signal, facts, identity }: Parts): Audits {
  const audits = new Map<string, Audit>();
  const listeners: ((policy: string) => void)[] = [];
  const due = (): void => {
    for (const name of audits.keys()) for (const listener of listeners) listener(name);
  };
  const follow = (name: InputName, mirror: Mirror<KubeObject>, reflector: Reflector<KubeObject>): void => {
    mirror.onChange((change) => {
      if (audits.size === 0) return;
      for (const audit of audits.values()) route(name, change, audit, inputs);
      due();
    });
    reflector.onState(due);
  };
  const all = (): PokedReflector[] => [
    ...watches.reflectors(),
    ...[...audits.values()].flatMap(({ custom }) => custom.reflectors()),
  ];
  const watches = createAuditWatches(transport, log, signal, { onStart: follow });
  const inputs = inputsOf(view, watches);
  for (const name of new Set([...INPUT_NAMES, ...ACCESS, ...OF_ARGO_CD]))
    if (name in view.mirrors) {
      const source = name as SourceName;
      follow(name, view.mirrors[source] as unknown as Mirror<KubeObject>, view.reflectors[source]);
    }
  view.mirrors.crds.onChange(due);
  identity.onChange(() => {
    for (const { auditor } of audits.values()) auditor.touchWhole('rbac');
    due();
  });
  // Who may read more by now need not wait for the next try.
  for (const name of ['clusterRoles', 'clusterRoleBindings'] as const)
    view.mirrors[name].onChange(() => all().forEach((reflector) => reflector.poke()));
  view.scoped.onChange(() => {
    for (const { auditor } of audits.values()) auditor.touchWhole('argocd');
    due();
  });

  const begin = (name: string): Audit => {
    const tell = (): void => listeners.forEach((listener) => listener(name));
    const onChange = (kind: string, key: string): void => {
      audits.get(name)?.auditor.touchCustom(kind, key);
      tell();
    };
    const custom = createCustomAudit({ transport, clock, log, signal, onChange, onState: tell });
    const audit = {
      auditor: new Auditor({ view, inputs, clock, log, facts, self: () => accountOf(identity.current), custom }),
      custom,
    };
    audits.set(name, audit);
    return audit;
  };
  const end = (name: string): void => {
    audits.get(name)?.custom.end();
    audits.delete(name);
  };

  return {
    of: (policy) => {
      const { audit } = policy.spec;
      watches.want(policy.name, audit === undefined ? [] : wantedBy(audit, view));
      if (audit === undefined) {
        end(policy.name);
        return undefined;
      }
      identity.want();
      const { auditor } = audits.get(policy.name) ?? begin(policy.name);
      auditor.configure(policy);
      return auditor;
    },
    forget: (policy) => {
      watches.want(policy, []);
      end(policy);
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
    current: (policy) => audits.get(policy)?.auditor,
    ruleProblems: (policy) => audits.get(policy)?.custom.problems() ?? [],
    isStarting: (policy) => audits.get(policy)?.custom.isStarting() ?? false,
    tallies: () => [...audits].map(([name, { auditor }]) => [name, auditor.ledger.tallies()] as const),
    reflectors: all,
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
