import { objectRule } from '../../audit/rule.ts';
import { inContainers } from '../../semantics/pod-security/fault.ts';
import { foundInPod } from './control.ts';

export const secretEnv = objectRule({
  id: 'pod-security/secret-env',
  subject: 'workload',
  title: 'Secrets are passed as environment variables',
  severity: 'low',
  reads: ['env[].valueFrom.secretKeyRef of every container', 'envFrom[].secretRef of every container'],
  why: 'What is in the environment of a program gets into its crash reports and its logs, into every program that it starts, and to everyone who may look at its process; and it stays what it was when the Secret is replaced. Found where a container takes a variable, or all of them, from a Secret; init and ephemeral containers included.',
  remedy: 'Mount the Secret as a volume, and have the program read the file.',
  mapping: { cis: { '1.11': ['5.4.1'], '1.12': ['5.4.1'] }, nsa: 'Network separation and hardening' },
  sources: [
    'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
    'https://www.cisecurity.org/benchmark/kubernetes',
  ],
  check: ({ pod, podPath }) => {
    const faults = inContainers(pod, ({ secretEnv: paths = [] }) => {
      const [path] = paths;
      return path === undefined ? undefined : { path };
    });
    return foundInPod(podPath, faults, 'Has environment variables from Secrets');
  },
});
