import { createHash } from 'node:crypto';
import type { ConfigMap } from '../api/kube.ts';
import type { SettingsSpec } from '../api/settings.ts';
import type { Drift, SettingStatus, Violation } from '../api/status.ts';
import { discover } from './argocd/discovery.ts';
import { versionOf } from './argocd/project/version.ts';
import { plannedSettings, type PlannedSetting } from './argocd/settings/enforce.ts';
import { type Judgement, judgeSettings, type SettingState } from './argocd/settings/judge.ts';
import type { RunningPod, SettingsFacts } from './argocd/settings/view.ts';
import { wantedOf } from './argocd/settings/wanted.ts';
import { authorOfKey, pathOfKey } from './argocd/settings/written.ts';
import type { Facts } from './facts.ts';
import type { PolicyInput } from './policy-input.ts';
import { matches } from './semantics/selector.ts';
import { cap, sentence, some } from './text.ts';
import type { Withheld } from './withheld.ts';

/** A key of a ConfigMap that is to be set. */
export interface SettingChange {
  /** Such as `argocd-cm/admin.enabled`. */
  readonly id: string;
  readonly key: string;
  /** Never to be shown: it may hold a secret. */
  readonly wanted: string;
  readonly message: string;
  readonly live: ConfigMap;
  /** A fingerprint of what is wanted. */
  readonly hash: string;
  /** What is to be told where we had set it before: who changed it, and to what. */
  readonly drift: Drift;
}

export interface SettingsPlan {
  readonly changes: readonly SettingChange[];
  readonly withheld: readonly Withheld[];
  readonly reports: readonly SettingStatus[];
  readonly findings: readonly Violation[];
  /** Fingerprints of those that are as the policy asks, by id: who changes one of them changes what was in force. */
  readonly right: ReadonlyMap<string, string>;
  /** Ids of those that the policy asks for. */
  readonly asked: ReadonlySet<string>;
}

/** What a policy that impersonates needs: without it, everything is deployed as before. */
export const IMPERSONATION = 'argocd-cm/application.sync.impersonation.enabled';

const NOTHING: SettingsPlan = {
  changes: [],
  withheld: [],
  reports: [],
  findings: [],
  right: new Map(),
  asked: new Set(),
};

function podsOf({ pods, workloads }: Facts): RunningPod[] {
  const { components } = discover(workloads);
  return (pods ?? []).flatMap(({ metadata, startedAt }) =>
    components
      .filter(({ selector }) => matches(selector, metadata.labels ?? {}))
      .map(({ component }) => ({ component, name: metadata.name, startedAt })),
  );
}

/** What is known of the settings of an install. */
export function settingsFacts(facts: Facts): SettingsFacts {
  const { namespace, configMaps = [], workloads, secretNames } = facts;
  const version = versionOf(workloads);
  return {
    namespace,
    configMaps,
    workloads,
    pods: podsOf(facts),
    ...(version !== undefined && { version }),
    ...(secretNames !== undefined && { secrets: secretNames.map((name) => ({ name })) }),
  };
}

/** With what the rest of the policy cannot do without, unless the policy says otherwise. */
function askedFor({ settings, rbac }: PolicyInput['spec']): SettingsSpec | undefined {
  if (settings === undefined || rbac?.impersonation === undefined) return settings;
  if (settings.keys.some(({ id }) => id === IMPERSONATION)) return settings;
  return { ...settings, keys: [...settings.keys, { id: IMPERSONATION, value: 'true', skip: false }] };
}

function driftOf({ configMap, key, found, sensitive, wanted }: PlannedSetting, live: ConfigMap): Drift {
  const { manager, time } = authorOfKey(live, key);
  const shown = (value: string | undefined): string =>
    sensitive ? '(not shown)' : cap(value === undefined ? 'absent' : JSON.stringify(value), 200);
  return {
    kind: 'ConfigMap',
    ...(live.metadata.namespace !== undefined && { namespace: live.metadata.namespace }),
    name: configMap,
    path: pathOfKey(key),
    wanted: shown(wanted),
    found: shown(found),
    manager: cap(manager, 1024),
    time: cap(time, 64),
    corrected: false,
    times: 1,
  };
}

/** It is in a status; what may hold a secret is only ever set to a reference, so none can be guessed from it. */
const fingerprint = (id: string, uid: string, value: string): string =>
  createHash('sha256')
    .update(JSON.stringify([id, uid, value]))
    .digest('hex')
    .slice(0, 16);

function changesOf(planned: readonly PlannedSetting[], { configMaps = [] }: Facts, uid: string): SettingChange[] {
  return planned.flatMap((setting) => {
    const { id, key, wanted, message, configMap } = setting;
    const live = configMaps.find(({ metadata }) => metadata.name === configMap);
    if (live === undefined || setting.action !== 'Set') return [];
    return [{ id, key, wanted, message, live, hash: fingerprint(id, uid, wanted), drift: driftOf(setting, live) }];
  });
}

function blockedOf(planned: readonly PlannedSetting[], namespace: string): Withheld[] {
  return planned
    .filter(({ action }) => action === 'Blocked')
    .map(({ id, message, reason = 'Overridden' }) => ({
      reason,
      kind: 'ConfigMap',
      namespace,
      name: id,
      message,
    }));
}

function rightOf(asked: SettingsSpec, planned: readonly PlannedSetting[], uid: string): ReadonlyMap<string, string> {
  const wrong = new Set(planned.map(({ id }) => id));
  const right = wantedOf(asked).filter(({ setting }) => !wrong.has(setting.id));
  return new Map(right.map(({ setting, value }) => [setting.id, fingerprint(setting.id, uid, value)]));
}

const problemsOf = ({ problems }: Judgement, namespace: string): Withheld[] =>
  problems.map(({ field, message }) => ({
    reason: 'InvalidSpec',
    kind: 'ConfigMap',
    namespace,
    name: field,
    message,
  }));

const stateOf = ({
  id,
  component,
  workload,
  value,
  source,
  recommended,
  restartPending,
}: SettingState): SettingStatus => ({
  id,
  value: cap(value ?? '', 256),
  source: cap([source, component, workload?.name].filter((part) => part !== undefined).join(' '), 256),
  wanted: cap(recommended ?? '', 256),
  restartPending,
});

const findingOf = ({ id, severity, object, path, message, remedy }: Judgement['findings'][number]): Violation => ({
  rule: cap(`settings/${id}`, 1024),
  severity,
  ...object,
  path: cap(path, 1024),
  message: cap(sentence(message), 256),
  remedy: cap(remedy, 1024),
});

/**
 * Nobody is to be impersonated before every Application has somebody to be deployed as: its syncs would all fail. What
 * was set before is set again all the same: otherwise, one Application would keep it off.
 */
const mustWait = (
  { id, action, wanted }: PlannedSetting,
  gaps: readonly string[],
  { settings, owner }: PolicyInput,
): boolean =>
  id === IMPERSONATION &&
  action === 'Set' &&
  wanted === 'true' &&
  gaps.length > 0 &&
  settings.get(id) !== fingerprint(id, owner.uid, wanted);

const waitingOf = ({ id }: PlannedSetting, namespace: string, gaps: readonly string[]): Withheld => ({
  reason: 'GuardBlocked',
  kind: 'ConfigMap',
  namespace,
  name: id,
  message: cap(`syncs could fail: ${some(gaps)}`, 1024),
});

/**
 * The settings that a policy lists, and what all of them are.
 *
 * @param gaps Applications that impersonation would break, in words
 */
export function planSettings(input: PolicyInput, gaps: readonly string[]): SettingsPlan {
  const { facts, spec, owner } = input;
  const asked = askedFor(spec);
  if (asked === undefined || facts.configMaps === undefined) return NOTHING;
  const known = settingsFacts(facts);
  const judged = judgeSettings(known, asked);
  const settings = plannedSettings(known, asked, { takeOwnership: spec.takeOwnership });
  const { waits = [], free = [] } = Object.groupBy(settings, (setting) =>
    mustWait(setting, gaps, input) ? 'waits' : 'free',
  );
  const { namespace } = facts;
  return {
    changes: changesOf(free, facts, owner.uid),
    withheld: [
      ...problemsOf(judged, namespace),
      ...blockedOf(free, namespace),
      ...waits.map((setting) => waitingOf(setting, namespace, gaps)),
    ],
    reports: judged.states.filter(({ deviates, restartPending }) => deviates || restartPending).map(stateOf),
    findings: judged.findings.map(findingOf),
    right: rightOf(asked, settings, owner.uid),
    asked: new Set(asked.keys.filter(({ skip }) => !skip).map(({ id }) => id)),
  };
}
