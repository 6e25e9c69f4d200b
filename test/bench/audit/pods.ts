import { accountIn, appName, labelsOf, type Place } from './made.ts';
import { container } from './containers.ts';

/** So many meet baseline and not restricted. */
const BASELINE_ONLY = 0.25;

/** The parts of a PodSpec that faults are put into. */
export interface Pod {
  readonly containers: readonly object[];
  readonly volumes: readonly object[];
  readonly [field: string]: unknown;
}

const NAMES = ['app', 'proxy', 'exporter'] as const;

/** One container mostly, sometimes two, seldom three. */
function containers(place: Place, isRestricted: boolean, serves: boolean): object[] {
  const { index, random } = place;
  const count = random.chance(0.75) ? 1 : 2 + random.below(2);
  return NAMES.slice(0, count).map((name, position) =>
    container({ app: appName(index), name, isRestricted, serves: serves && position === 0 }, random),
  );
}

function spread(app: string): object {
  const labelSelector = { matchLabels: { 'app.kubernetes.io/name': app } };
  const constraint = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' };
  return { topologySpreadConstraints: [{ ...constraint, labelSelector }] };
}

const volumes = (app: string): object[] => [
  { name: 'config', configMap: { name: `${app}-config`, optional: true } },
  { name: 'credentials', secret: { secretName: `${app}-database`, optional: true } },
  { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
];

/** @param serves whether it goes on running and serves, or does something and ends */
export function podOf(place: Place, serves: boolean): Pod {
  const { index, random } = place;
  const app = appName(index);
  const isRestricted = !random.chance(BASELINE_ONLY);
  const profile = isRestricted ? { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } : {};
  const migration = container({ app, name: 'migrate', isRestricted, serves: false }, random);
  return {
    serviceAccountName: accountIn(place),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: [{ name: 'registry' }],
    securityContext: { ...profile, runAsUser: 10_001, runAsGroup: 10_001, fsGroup: 10_001 },
    ...(serves ? {} : { restartPolicy: 'OnFailure' }),
    ...(serves && random.chance(0.3) ? spread(app) : {}),
    ...(random.chance(0.1) ? { initContainers: [migration] } : {}),
    containers: containers(place, isRestricted, serves),
    volumes: volumes(app),
  };
}

export function templateOf({ index }: Place, spec: Pod): object {
  const annotations = { 'prometheus.io/scrape': 'true', 'checksum/config': `${index}` };
  return { metadata: { labels: labelsOf(appName(index)), annotations }, spec };
}
