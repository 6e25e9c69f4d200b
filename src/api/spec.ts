import { z } from 'zod';
import { audit, report } from './audit.ts';
import { cidr, dnsLabel, portList } from './fields.ts';
import { egressPeer, peer } from './peer.ts';
import { projects } from './projects.ts';
import { rbac } from './rbac.ts';
import { settings } from './settings.ts';
import { sync } from './sync.ts';

export type { EgressPeer, Peer } from './peer.ts';

/** Every list has an upper bound, so that a policy stays small enough for the API server to check with CEL. */
const MAX_PEERS = 64;
const MAX_ENDPOINTS = 16;

const peerList = z.array(peer).max(MAX_PEERS);

const egressList = (description: string) => z.array(egressPeer).max(MAX_PEERS).default([]).describe(description);

const egress = z.strictObject({
  git: egressList('Git servers, for repo-server, applicationset-controller, commit-server and image-updater.'),
  registries: egressList('Helm repositories and OCI registries, for repo-server and image-updater.'),
  sso: egressList('OIDC issuers and identity providers, for server and dex-server.'),
  notifications: egressList('Chat, mail and webhook services, for notifications-controller.'),
  clusters: egressList('API servers of registered clusters, for application-controller and server.'),
});

const mode = z.enum(['Audit', 'Enforce']);

const dns = z.strictObject({
  peers: peerList
    .min(1)
    .describe('Who answers DNS queries. Default: kube-dns or CoreDNS in kube-system, and node-local DNS.')
    .optional(),
  ports: portList.default([53]).describe('Ports of DNS, over UDP and TCP, as the DNS pods listen on them.'),
});

const apiServerEndpoint = z
  .strictObject({
    cidr: cidr.describe('Addresses of the Kubernetes API in CIDR notation, such as 192.168.0.10/32.'),
    ports: portList.describe('TCP ports of the Kubernetes API on these addresses.'),
  })
  .meta({ title: 'ApiServerEndpoint' });

const apiServer = z.strictObject({
  endpoints: z
    .array(apiServerEndpoint)
    .max(MAX_ENDPOINTS)
    .default([])
    .describe(
      "Further addresses of the Kubernetes API. The endpoints of the Service 'kubernetes' in 'default' are always included and followed live.",
    ),
});

const network = z.strictObject({
  mode: mode.describe("The mode of this section, where it differs from the policy's.").optional(),
  ingress: peerList
    .default([])
    .describe('Who may reach the UI and API of Argo CD, and its webhook receivers. Empty: nobody from outside.'),
  metrics: peerList.default([]).describe('Who may scrape the metrics of Argo CD. Empty: nobody from outside.'),
  egress: egress
    .prefault({})
    .describe('What Argo CD may reach outside its namespace, by purpose. A purpose that is empty reaches nothing.'),
  dns: dns.prefault({}).describe('Where host names are resolved.'),
  apiServer: apiServer.prefault({}).describe('Where the Kubernetes API is reached.'),
  isolateNamespace: z
    .boolean()
    .default(true)
    .describe(
      "Deny all traffic of every other pod in Argo CD's namespace, as such a pod would be trusted by its peers.",
    ),
  shippedPolicies: z
    .enum(['Report', 'Neutralise'])
    .default('Report')
    .describe(
      'What to do about NetworkPolicies that installs of Argo CD ship and that undo ours, as policies add up. Report names them. Neutralise empties their rules, remembers them, and puts them back when this option or the policy goes.',
    ),
  guard: z
    .enum(['Block', 'Warn'])
    .default('Block')
    .describe(
      'What to do about a policy that would cut a flow that Argo CD is known to need. Block holds it back. Warn applies it and says so.',
    ),
});

export const spec = z.strictObject({
  mode: mode
    .default('Audit')
    .describe('Audit plans and reports, and writes nothing else. Enforce writes what is planned, and keeps it so.'),
  suspend: z.boolean().default(false).describe('Write nothing, whatever the mode, but go on reporting.'),
  argocd: z
    .strictObject({
      namespace: dnsLabel.default('argocd').describe('The namespace that Argo CD runs in.'),
    })
    .prefault({})
    .describe('The Argo CD to protect. Its components are discovered from their workloads.'),
  takeOwnership: z
    .boolean()
    .default(false)
    .describe(
      'Take over objects that have the names we generate, and objects that Argo CD, Helm or argocd-operator manage. Otherwise they are reported and left alone.',
    ),
  network: network.describe('NetworkPolicies around Argo CD. Without this section none are generated.').optional(),
  projects: projects.describe('AppProjects. Without this section none are generated.').optional(),
  sync: sync.describe('Production gates: what is synced by hand only.').optional(),
  rbac: rbac
    .describe('Kubernetes Roles, and whom Argo CD deploys as. Without this section none are generated.')
    .optional(),
  settings: settings.describe('Settings of Argo CD. Without this section they are not looked at.').optional(),
  audit: audit
    .describe('What the cluster is audited for. Without this section only Argo CD itself is looked at.')
    .optional(),
  report: report.prefault({}).describe('How much is reported, and where.'),
});

export type Spec = z.output<typeof spec>;
export type NetworkSpec = z.output<typeof network>;
export type EgressPurpose = keyof z.output<typeof egress>;
