import { control } from './control.ts';

export const seccompProfileBaseline = control({
  id: 'pod-security/seccomp-profile-baseline',
  check: 'seccompProfile_baseline',
  file: 'check_seccompProfile_baseline.go',
  title: 'Seccomp is switched off',
  severity: 'medium',
  says: 'Has a seccomp profile other than RuntimeDefault or Localhost',
  reads: [
    'securityContext of the Pod and of every container: seccompProfile.type',
    'before v1.19: metadata.annotations of the Pod: seccomp.security.alpha.kubernetes.io/pod and container.seccomp.security.alpha.kubernetes.io/*',
  ],
  why: 'Seccomp keeps a container from calling those parts of the kernel that few programs need and many break-outs take. Found where a Pod or a container asks for Unconfined, or for anything but RuntimeDefault and Localhost. At the level restricted, seccomp-profile-restricted says so in its place.',
  remedy: 'Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile of your own.',
  cis: { '1.11': ['5.7.2'], '1.12': ['5.6.2'] },
});
