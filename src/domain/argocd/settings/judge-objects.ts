import { contextOf, type Values } from './effective.ts';
import { fault } from './faults.ts';
import type { KeysCheck, LabelCheck, Preset, SecretCheck } from './setting.ts';
import { asFinding, type Verdict } from './verdict.ts';
import { configMapOf, isSeen, refOfConfigMap, seenData, type View } from './view.ts';
import { pathOfKey } from './written.ts';

/** Each key of a family, by itself. */
export function judgeKeys(check: KeysCheck, preset: Preset, values: Values, view: View): Verdict {
  const judge = check.judges[preset];
  const object = refOfConfigMap(view, check.configMap);
  const keys = [...seenData(view, check.configMap)].filter(([key]) => check.matches(key));
  const findings = keys.flatMap(([key, value]) => {
    const place = { object, path: pathOfKey(key) };
    const whole = { ...place, value, source: 'ConfigMap', fromConfigMap: true, restartPending: false } as const;
    const found = judge?.(value, contextOf(whole, values, view), key);
    return found === undefined ? [] : [asFinding(check, found, key, '', place)];
  });
  return { findings, notJudged: [] };
}

/** By what is known of a Secret without its values; Secrets that are not looked at are not judged, and that is said. */
export function judgeSecret(check: SecretCheck, preset: Preset, { facts }: View): Verdict {
  const judge = check.judges[preset];
  if (judge === undefined) return { findings: [], notJudged: [] };
  const found =
    facts.secrets === undefined ? 'unknown' : judge(facts.secrets.find(({ name }) => name === check.secret));
  if (found === 'unknown') {
    const why = `Secret ${check.secret} is not looked at, or not at the names of its entries`;
    return { findings: [], notJudged: [{ id: check.id, why }] };
  }
  const object = { kind: 'Secret', namespace: facts.namespace, name: check.secret };
  return {
    findings: found === undefined ? [] : [asFinding(check, found, check.secret, '', { object, path: '' })],
    notJudged: [],
  };
}

/** A ConfigMap that is there, and that Argo CD does not see. */
export function judgeLabel(check: LabelCheck, view: View): Verdict {
  const configMap = configMapOf(view, check.configMap);
  if (configMap === undefined || isSeen(configMap)) return { findings: [], notJudged: [] };
  const place = { object: refOfConfigMap(view, check.configMap), path: 'metadata.labels["app.kubernetes.io/part-of"]' };
  return { findings: [asFinding(check, fault('has no label part-of'), check.configMap, '', place)], notJudged: [] };
}
