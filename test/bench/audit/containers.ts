import { DIGITS, HEX, type Random } from './random.ts';

/** Containers such as a chart that somebody cares for writes them, hardened as the Pod Security Standards want. */

const LEVELS = ['debug', 'info', 'warn'] as const;
const CPUS = ['25m', '50m', '100m', '250m', '500m'] as const;
const SIZES = ['64Mi', '128Mi', '256Mi', '512Mi', '1Gi'] as const;

const image = (app: string, random: Random): string => {
  const name = `registry.example.com/${app.split('-').slice(0, 2).join('/')}`;
  const tag = `${1 + random.below(4)}.${random.below(30)}.${random.below(10)}`;
  return random.chance(0.4) ? `${name}:${tag}@sha256:${random.text(64, HEX)}` : `${name}:${tag}`;
};

const field = (name: string, fieldPath: string): object => ({ name, valueFrom: { fieldRef: { fieldPath } } });

/** None of the values is a secret, though some look or are called like one. */
function environment(app: string, random: Random): object[] {
  const all = [
    { name: 'LOG_LEVEL', value: random.pick(LEVELS) },
    { name: 'HTTP_PORT', value: '8080' },
    { name: 'DATABASE_HOST', value: `${app}-db.example.internal` },
    { name: 'DATABASE_PASSWORD_FILE', value: '/run/secrets/database/password' },
    { name: 'OIDC_TOKEN_URL', value: 'https://login.example.com/oauth2/token' },
    { name: 'CACHE_TTL_SECONDS', value: random.text(3, DIGITS) },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel-collector.monitoring.svc:4317' },
    { name: 'FEATURE_FLAGS', value: `checkout-v${random.below(9)},new-search,audit` },
    { name: 'JAVA_TOOL_OPTIONS', value: '-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError' },
    { name: 'API_KEY_HEADER', value: 'X-Api-Key' },
    { name: 'REGION', valueFrom: { configMapKeyRef: { name: `${app}-env`, key: 'region', optional: true } } },
  ];
  const own = [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')];
  return [...(random.chance(0.3) ? own : []), ...all.slice(0, 1 + random.below(random.below(all.length) + 1))];
}

const resources = (random: Random): object => {
  const memory = random.pick(SIZES);
  return { requests: { cpu: random.pick(CPUS), memory }, limits: { memory } };
};

/** What baseline asks for and no more, or all that restricted does. */
function securityContext(isRestricted: boolean): object {
  const hardened = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
  const capabilities = isRestricted ? { drop: ['ALL'] } : { drop: ['NET_RAW'], add: ['NET_BIND_SERVICE'] };
  return isRestricted ? { ...hardened, runAsNonRoot: true, capabilities } : { ...hardened, capabilities };
}

function probes(random: Random): object {
  const get = (path: string, periodSeconds: number): object => ({
    httpGet: { path, port: 'http' },
    periodSeconds,
    timeoutSeconds: 2,
  });
  const startup = random.chance(0.2) ? { startupProbe: get('/healthz/startup', 2) } : {};
  return { livenessProbe: get('/healthz/live', 20), readinessProbe: get('/healthz/ready', 5), ...startup };
}

export interface ContainerNeeds {
  readonly app: string;
  readonly name: string;
  readonly isRestricted: boolean;
  /** What serves has ports and probes. */
  readonly serves: boolean;
}

export function container({ app, name, isRestricted, serves }: ContainerNeeds, random: Random): object {
  const port = (portName: string, containerPort: number): object => ({
    name: portName,
    containerPort,
    protocol: 'TCP',
  });
  const serving = { ports: [port('http', 8080), port('metrics', 9090)], ...probes(random) };
  return {
    name,
    image: image(app, random),
    imagePullPolicy: 'IfNotPresent',
    args: [`--config=/etc/${app}/application.yaml`],
    env: environment(app, random),
    resources: resources(random),
    ...(serves ? serving : {}),
    volumeMounts: [
      { name: 'config', mountPath: `/etc/${app}`, readOnly: true },
      { name: 'credentials', mountPath: '/run/secrets/database', readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
    securityContext: securityContext(isRestricted),
  };
}
