import { coerce, gte, lt } from 'semver';
import type { Container, Workload } from '../../../api/kube.ts';
import type { ComponentId } from '../components.ts';
import { recognise } from '../recognition.ts';

/** Argo CD's, as `3.2.1`; undefined where it is not known. */
export type Version = string | undefined;

const TELLING: ReadonlySet<ComponentId> = new Set(['server', 'application-controller']);
const VERSION_LABEL = 'app.kubernetes.io/version';

const NUMBERS = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?(?!\d)/;

/** Build and pre-release are left out: `3.1.0-rc1` has what 3.1 has, and so has a build of one's own. */
function numbers(text: string): Version {
  const [, major, minor, patch = '0'] = NUMBERS.exec(text) ?? [];
  return major === undefined ? undefined : coerce(`${major}.${minor}.${patch}`)?.version;
}

/** `quay.io/argoproj/argocd:v3.2.1@sha256:…` → `3.2.1`; the tag of an image of another name is its own. */
function ofImage({ image = '' }: Container): Version {
  const { name, tag } = /(?<name>[^/:]*):(?<tag>[^/:]*)$/.exec(image.replace(/@.*$/s, ''))?.groups ?? {};
  return name?.includes('argocd') === true ? numbers(tag ?? '') : undefined;
}

function ofWorkload(workload: Workload): Version {
  const told = recognise(workload).filter(({ type }) => TELLING.has(type.id));
  const images = told.flatMap(({ containers }) => containers.map(ofImage)).find((version) => version !== undefined);
  if (images !== undefined || told.length === 0) return images;
  const { labels = {} } = workload.metadata;
  return numbers(labels[VERSION_LABEL] ?? workload.spec.template.metadata?.labels?.[VERSION_LABEL] ?? '');
}

/**
 * Argo CD's version, from the images of its server and application controller, or else their labels. The lowest where
 * they differ, as during an upgrade: what is then said to be there is there everywhere.
 */
export function versionOf(workloads: readonly Workload[]): Version {
  const found = workloads.map(ofWorkload).filter((version) => version !== undefined);
  return found.reduce<Version>((lowest, one) => (lowest === undefined || lt(one, lowest) ? one : lowest), undefined);
}

/**
 * Whether Argo CD is of a version, or newer: undefined where its own is not known. Callers decide what that means:
 * compare with `true` for what must surely be there, and with `false` for what must surely be missing.
 */
export function atLeast(version: Version, wanted: string): boolean | undefined {
  const key = `${version} ${wanted}`;
  if (answers.has(key)) return answers.get(key);
  const [own, other] = [coerce(version), coerce(wanted)];
  const answer = own === null || other === null ? undefined : gte(own, other);
  if (answers.size >= MAX_ANSWERS) answers.clear();
  answers.set(key, answer);
  return answer;
}

/** Asked for every glob, of which there are hundreds for every Application. */
const answers = new Map<string, boolean | undefined>();
const MAX_ANSWERS = 256;
