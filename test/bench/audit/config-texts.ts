import { HEX, type Random } from './random.ts';

/** Lines of files such as they are found in ConfigMaps. No secret is among them; words like password are. */

interface File {
  readonly name: string;
  /** A piece of it, of one or more lines. */
  readonly piece: (index: number, random: Random) => string;
  readonly frame?: (pieces: string) => string;
}

const COMPONENTS = ['datasource', 'mail', 'cache', 'search', 'queue', 'oidc', 'storage', 'metrics'] as const;

const applicationYaml = (index: number, random: Random): string => `${random.pick(COMPONENTS)}-${index}:
  url: jdbc:postgresql://db-${index}.example.internal:5432/app
  username: app
  password: \${DB_PASSWORD_${index}}
  pool-size: ${5 + random.below(40)}
  timeout: ${random.below(60)}s
  token-file: /run/secrets/token-${index}`;

const nginxConf = (index: number, random: Random): string => `location /service-${index}/ {
    proxy_pass http://service-${index}.svc.cluster.local:8080/;
    proxy_set_header Authorization $http_authorization;
    proxy_set_header X-Request-Id $request_id;
    proxy_read_timeout ${random.below(120)}s;
    limit_req zone=api burst=${random.below(100)} nodelay;
}`;

const json = (index: number, random: Random): string =>
  JSON.stringify({
    id: `rule-${index}`,
    secretName: `${random.pick(COMPONENTS)}-credentials`,
    digest: `sha256:${random.text(64, HEX)}`,
    enabled: random.chance(0.8),
    keys: ['name', 'token_type', 'expires_in'],
  });

const script = (index: number, random: Random): string => `# step ${index}
export PGPASSWORD="$(cat /run/secrets/database/password)"
for table in orders items ${random.pick(COMPONENTS)}; do
  pg_dump --host "$DATABASE_HOST" --table "$table" | gzip > "/backup/$table-${index}.gz" || exit ${1 + random.below(9)}
done`;

const properties = (index: number, random: Random): string => `${random.pick(COMPONENTS)}.${index}.enabled=true
${random.pick(COMPONENTS)}.${index}.keystore.path=/etc/ssl/keystore.p12
${random.pick(COMPONENTS)}.${index}.retries=${random.below(9)}`;

const FILES: readonly [File, ...File[]] = [
  { name: 'application.yaml', piece: applicationYaml },
  { name: 'nginx.conf', piece: nginxConf, frame: (pieces) => `server {\nlisten 8080;\n${pieces}\n}` },
  { name: 'rules.json', piece: json, frame: (pieces) => `[\n${pieces.replaceAll('}\n{', '},\n{')}\n]` },
  { name: 'run.sh', piece: script, frame: (pieces) => `#!/bin/sh\nset -eu\n${pieces}` },
  { name: 'app.properties', piece: properties },
];

/** @param size bytes that it has at least */
export function fileOf(size: number, random: Random): Readonly<Record<string, string>> {
  const { name, piece, frame = (pieces: string) => pieces } = random.pick(FILES);
  const pieces: string[] = [];
  for (let length = 0; length < size; length += pieces.at(-1)?.length ?? 1) pieces.push(piece(pieces.length, random));
  return { [name]: `${frame(pieces.join('\n'))}\n` };
}
