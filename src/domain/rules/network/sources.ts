import type { Mapping } from '../../audit/rule.ts';

export const CONCEPT = 'https://kubernetes.io/docs/concepts/services-networking/network-policies/';
export const API = 'https://github.com/kubernetes/api/blob/v0.37.0/networking/v1/types.go';
export const IANA = 'https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml';
export const SERVICES = 'https://kubernetes.io/docs/concepts/services-networking/service/';

export const SEPARATION: Mapping = { nsa: 'Network separation and hardening' };
export const POLICIES: Mapping = { cis: { '1.11': ['5.3.2'], '1.12': ['5.3.2'] }, ...SEPARATION };
