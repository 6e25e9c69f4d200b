import { control } from './control.ts';

export const appArmorProfile = control({
  id: 'pod-security/app-armor-profile',
  check: 'appArmorProfile',
  file: 'check_appArmorProfile.go',
  title: 'AppArmor is switched off',
  severity: 'medium',
  says: 'Has an AppArmor profile other than RuntimeDefault or Localhost',
  reads: [
    'securityContext of the Pod and of every container: appArmorProfile.type',
    'metadata.annotations of the Pod: container.apparmor.security.beta.kubernetes.io/*',
  ],
  why: 'Nodes with AppArmor confine every container by a profile of the runtime: it keeps a container from mounting, and from writing below /proc and /sys. Found where a Pod or a container asks for another type than RuntimeDefault or Localhost, by a field or by the annotation from before there was one. A container without a profile of its own has the one of the runtime, and is right.',
  remedy:
    'Remove the profile, or set its type to RuntimeDefault, or to Localhost with a profile of your own. Remove the annotation.',
  cis: { '1.11': ['5.7.3'], '1.12': ['5.6.3'] },
});
