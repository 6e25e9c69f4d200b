import { harmlessness } from '../../semantics/rbac/harmless.ts';
import { cis } from './grant-rule.ts';
import { subjectRule } from './subject-rule.ts';

const NAMES = new Set(['User system:anonymous', 'Group system:unauthenticated']);
const WHY = 'everybody who reaches the API server has it';

export const anonymous = subjectRule({
  id: 'rbac/anonymous',
  title: 'Rights for everybody without an account',
  severity: 'critical',
  why: 'What `system:anonymous` and `system:unauthenticated` may do, everybody may who reaches the API server, from the Internet where it is reached from there. Found is every binding to one of them, but for roles that permit no more than `system:public-info-viewer` of Kubernetes does: health and version. Medium where it is what everybody with an account may do, such as discovery; low where it is the ConfigMap `cluster-info` in `kube-public`, which kubeadm publishes for machines that join. What counts are the rules and not the name of the role, and so the roles of Kubernetes itself are found when somebody has added to them.',
  remedy: 'Take the subject out of the binding, and give those who need it an account.',
  cis: cis('5.1.1'),
  sources: ['https://kubernetes.io/docs/reference/access-authn-authz/authentication/'],
  andKubernetesOwn: true,
  isMeant: () => (subject) => subject.kind === 'Unreadable' || NAMES.has(`${subject.kind} ${subject.name}`),
  judge: ({ rules, grant: { namespace } }) => {
    const harmless = harmlessness(rules);
    if (harmless === 'public') return undefined;
    if (harmless === 'basic') return { severity: 'medium', why: WHY };
    return { severity: harmless === 'cluster-info' && namespace === 'kube-public' ? 'low' : 'critical', why: WHY };
  },
});
