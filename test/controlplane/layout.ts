import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeconfigYaml } from './kubeconfig.ts';
import type { Pki } from './pki.ts';
import type { Component } from './protocol.ts';

/** The files and addresses of one cluster. */
export interface Layout {
  readonly dir: string;
  readonly port: number;
  readonly server: string;
  readonly kubeconfig: string;
  readonly control: string;
  readonly auditLog: string | undefined;
}

export function newLayout(dir: string, port: number, audit: boolean): Layout {
  return {
    dir,
    port,
    server: `https://127.0.0.1:${port}`,
    kubeconfig: join(dir, 'kubeconfig'),
    control: join(dir, 'control.sock'),
    auditLog: audit ? join(dir, 'audit.log') : undefined,
  };
}

/** Writes what the components read when they start. */
export function writeFiles({ dir, server, kubeconfig }: Layout, pki: Pki): void {
  const { ca } = pki;
  const auditPolicy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  };
  const files = {
    'ca.crt': ca,
    'apiserver.crt': pki.serving.certificate,
    'apiserver.key': pki.serving.key,
    'service-account.key': pki.serviceAccount.privateKey,
    'service-account.pub': pki.serviceAccount.publicKey,
    'controller-manager.kubeconfig': kubeconfigYaml({ server, ca, user: pki.controllerManager }),
    'audit-policy.json': JSON.stringify(auditPolicy),
  };
  mkdirSync(join(dir, 'certs'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content, { mode: 0o600 });
  writeFileSync(kubeconfig, kubeconfigYaml({ server, ca, user: pki.admin }), { mode: 0o600 });
}

/** Command line of a component. `extra` are flags for the API server; of a repeated flag the last one wins. */
export function flags(component: Component, layout: Layout, extra: readonly string[]): string[] {
  switch (component) {
    case 'etcd':
      return etcdFlags(layout.dir);
    case 'kube-apiserver':
      return [...apiserverFlags(layout), ...auditFlags(layout), ...extra];
    case 'kube-controller-manager':
      return controllerManagerFlags(layout.dir);
  }
}

/**
 * Unix sockets in the cluster's own folder: nobody else can connect, and there are no ports to run out of.
 * etcd insists on advertising host:port addresses, but a single member never dials them.
 */
function etcdFlags(dir: string): string[] {
  return [
    `--data-dir=${join(dir, 'etcd')}`,
    `--listen-client-urls=unix://${join(dir, 'client.sock')}`,
    `--listen-peer-urls=unix://${join(dir, 'peer.sock')}`,
    '--advertise-client-urls=http://localhost:2379',
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

function apiserverFlags({ dir, port }: Layout): string[] {
  return [
    `--etcd-servers=unix://${join(dir, 'client.sock')}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(dir, 'certs')}`,
    `--tls-cert-file=${join(dir, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(dir, 'apiserver.key')}`,
    `--client-ca-file=${join(dir, 'ca.crt')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(dir, 'service-account.pub')}`,
    `--service-account-signing-key-file=${join(dir, 'service-account.key')}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--endpoint-reconciler-type=none',
  ];
}

function auditFlags({ dir, auditLog }: Layout): string[] {
  if (auditLog === undefined) return [];
  return [`--audit-policy-file=${join(dir, 'audit-policy.json')}`, `--audit-log-path=${auditLog}`];
}

function controllerManagerFlags(dir: string): string[] {
  return [
    `--kubeconfig=${join(dir, 'controller-manager.kubeconfig')}`,
    `--root-ca-file=${join(dir, 'ca.crt')}`,
    `--service-account-private-key-file=${join(dir, 'service-account.key')}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
}
