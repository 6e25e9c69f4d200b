import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { NetworkPolicy } from '../../src/api/kube.ts';
import { bareConnection } from './bare.ts';

/**
 * The least that healing can cost in this language: one watch, and for each event that is not the answer to our own
 * write one PATCH of what is wanted. No queue, no comparison, no record. Arguments: a kubeconfig with a client
 * certificate, and a file with the wanted objects.
 */

const [kubeconfig = '', wantedFile = ''] = process.argv.slice(2);
const { server, agent } = bareConnection(kubeconfig);

const keyOf = ({ metadata: { namespace, name } }: NetworkPolicy): string => `${namespace}/${name}`;
const objects = JSON.parse(readFileSync(wantedFile, 'utf8')) as NetworkPolicy[];
const wanted = new Map(
  objects.map((object) => [keyOf(object), { body: JSON.stringify(object), path: pathOf(object) }]),
);
const written = new Set<string>();

function pathOf({ metadata: { namespace, name } }: NetworkPolicy): string {
  return `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies/${name}?fieldManager=floor&force=true`;
}

function heal(object: string): void {
  const { body, path } = wanted.get(object) ?? { body: '', path: '' };
  const headers = { 'content-type': 'application/apply-patch+yaml', 'content-length': Buffer.byteLength(body) };
  const request = https.request(new URL(path, server), { method: 'PATCH', agent, headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const stored = JSON.parse(Buffer.concat(chunks).toString()) as NetworkPolicy;
      written.add(stored.metadata.resourceVersion ?? '');
    });
  });
  request.end(body);
}

function take(line: string): void {
  const { type, object } = JSON.parse(line) as { type: string; object: NetworkPolicy };
  const own = written.delete(object.metadata.resourceVersion ?? '') || object.metadata.managedFields?.length === 1;
  if (wanted.has(keyOf(object)) && (type === 'DELETED' || (type === 'MODIFIED' && !own))) heal(keyOf(object));
}

https.get(new URL('/apis/networking.k8s.io/v1/networkpolicies?watch=1', server), { agent }, (response) => {
  console.log('ready');
  let rest = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
});
