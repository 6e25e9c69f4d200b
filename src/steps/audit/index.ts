import type { AuditException, AuditSpec } from '../../api/audit.ts';
import { parsePolicy } from '../../api/parse.ts';
import type { Policy } from '../../api/policy.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Tally } from '../../domain/audit/tally.ts';
import type { Clock } from '../../engine/clock.ts';
import type { Logger } from '../../engine/log.ts';
import type { Mirror } from '../../engine/mirror.ts';
import type { KubeObject, ResourceType } from '../../engine/object.ts';
import type { Reflector } from '../../engine/reflector.ts';
import type { Transport } from '../../engine/transport.ts';
import { accountOf, type IdentitySource } from '../identity.ts';
import type { SourceName, View } from '../observe.ts';
import type { Unseen } from '../sight.ts';
import { Auditor } from './auditor.ts';
import { CustomAudit, type PokedReflector } from './custom.ts';
import { INPUT_NAMES, type InputName, type Inputs, inputsOf } from './inputs.ts';
import { ACCESS, OF_ARGO_CD, route } from './route.ts';
import { AUDIT_SOURCE_NAMES, type AuditSourceName, auditSource } from './sources.ts';
import { type AuditWatches, createAuditWatches } from './watches.ts';

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

const EVERYTHING: readonly InputName[] = [...new Set([...INPUT_NAMES, ...ACCESS, ...OF_ARGO_CD])];

/** The audits of all policies that ask for one. */
export class Audits {
  readonly #parts: Parts;
  readonly #audits = new Map<string, Audit>();
  readonly #listeners: ((policy: string) => void)[] = [];
  readonly #watches: AuditWatches;
  readonly #inputs: Inputs;

  constructor(parts: Parts) {
    const { transport, log, signal, view, identity } = parts;
    this.#parts = parts;
    this.#watches = createAuditWatches(transport, log, signal, { onStart: this.#follow.bind(this) });
    this.#inputs = inputsOf(view, this.#watches);
    for (const name of EVERYTHING) if (name in view.mirrors) this.#followAlways(name as SourceName);
    // What will be looked at is listed together with everything else, not after it.
    view.mirrors.policies.onChange(({ new: now }) => this.#expect(now));
    view.mirrors.crds.onChange(() => this.#due());
    identity.onChange(() => this.#touch('rbac'));
    view.scoped.onChange(() => this.#touch('argocd'));
    // Who may read more by now need not wait for the next try.
    for (const name of ['clusterRoles', 'clusterRoleBindings'] as const)
      view.mirrors[name].onChange(() => this.reflectors().forEach((reflector) => reflector.poke()));
  }

  /** Takes up what a policy asks for; undefined where it asks for no audit. */
  of(policy: Policy): Auditor | undefined {
    const { audit } = policy.spec;
    this.#watches.want(policy.name, audit === undefined ? [] : wantedBy(audit, this.#parts.view));
    if (audit === undefined) {
      this.#end(policy.name);
      return undefined;
    }
    this.#parts.identity.want();
    const { auditor } = this.#audits.get(policy.name) ?? this.#begin(policy.name);
    auditor.configure(policy);
    return auditor;
  }

  forget(policy: string): void {
    this.#watches.want(policy, []);
    this.#end(policy);
  }

  /** What should be seen for the audit of a policy, and is not, or not yet. */
  unseen({ spec: { audit } }: Policy): readonly Unseen[] {
    const { view } = this.#parts;
    if (audit === undefined) return [];
    const always = INPUT_NAMES.filter((name) => name in view.mirrors);
    const names = new Set<InputName>([...always, ...ACCESS, ...wantedBy(audit, view)]);
    return [...names].flatMap((name) => unseenOf(name, this.#inputs.reflector(name)));
  }

  /** The group and version of a kind that is watched. */
  typeOf(kind: string): ResourceType | undefined {
    const types = EVERYTHING.map((name) => this.#inputs.reflector(name)?.source.type);
    return types.find((type) => type?.kind === kind);
  }

  /** The audit of a policy, as it was last taken up. */
  current(policy: string): Auditor | undefined {
    return this.#audits.get(policy)?.auditor;
  }

  /** Custom rules of a policy that do not do what they are for, in words. */
  ruleProblems(policy: string): readonly string[] {
    return this.#audits.get(policy)?.custom.problems() ?? [];
  }

  /** Whether kinds that custom rules of a policy are about are not listed yet. */
  isStarting(policy: string): boolean {
    return this.#audits.get(policy)?.custom.isStarting() ?? false;
  }

  /** What was found for each policy, as it was last counted. */
  tallies(): readonly (readonly [policy: string, tallies: readonly Tally[]])[] {
    return [...this.#audits].map(([name, { auditor }]) => [name, auditor.ledger.tallies()] as const);
  }

  /** What each policy accepts, as its audit was last taken up. */
  exceptions(): readonly (readonly [policy: string, exceptions: readonly AuditException[]])[] {
    return [...this.#audits].map(([name, { auditor }]) => [name, auditor.settings?.audit.exceptions ?? []] as const);
  }

  reflectors(): readonly PokedReflector[] {
    return [...this.#watches.reflectors(), ...[...this.#audits.values()].flatMap(({ custom }) => custom.reflectors())];
  }

  /** Called with the policy's name whenever there is something to look at. */
  onDue(listener: (policy: string) => void): void {
    this.#listeners.push(listener);
  }

  #expect(object: KubeObject | undefined): void {
    const parsed = object === undefined ? undefined : parsePolicy(object);
    if (parsed?.ok !== true || parsed.policy.spec.audit === undefined) return;
    this.#watches.want(parsed.policy.name, wantedBy(parsed.policy.spec.audit, this.#parts.view));
  }

  #due(): void {
    for (const name of this.#audits.keys()) this.#tell(name);
  }

  #tell(policy: string): void {
    for (const listener of this.#listeners) listener(policy);
  }

  #touch(what: 'rbac' | 'argocd'): void {
    for (const { auditor } of this.#audits.values()) auditor.touchWhole(what);
    this.#due();
  }

  #followAlways(name: SourceName): void {
    const { mirrors, reflectors } = this.#parts.view;
    this.#follow(name, mirrors[name] as unknown as Mirror<KubeObject>, reflectors[name]);
  }

  #follow(name: InputName, mirror: Mirror<KubeObject>, reflector: Reflector<KubeObject>): void {
    mirror.onChange((change) => {
      for (const audit of this.#audits.values()) route(name, change, audit, this.#inputs);
      this.#due();
    });
    reflector.onState(() => this.#due());
  }

  #begin(name: string): Audit {
    const { transport, clock, log, signal, view, facts, identity } = this.#parts;
    const onState = (): void => this.#tell(name);
    const onChange = (kind: string, key: string): void => {
      this.current(name)?.touchCustom(kind, key);
      this.#tell(name);
    };
    const custom = new CustomAudit({ transport, clock, log, signal, onChange, onState });
    const self = (): ReturnType<typeof accountOf> => accountOf(identity.current);
    const audit = { auditor: new Auditor({ view, inputs: this.#inputs, clock, log, facts, self, custom }), custom };
    this.#audits.set(name, audit);
    return audit;
  }

  #end(name: string): void {
    this.#audits.get(name)?.custom.end();
    this.#audits.delete(name);
  }
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
