import type { KubeObject } from '../../../api/kube.ts';
import { fieldsOf } from '../../semantics/unknown.ts';
import type { AuditedResource } from '../subjects.ts';
import { readSeen } from './seen.ts';

/** What is kept of a custom resource of Flux. Must not throw, whatever it holds. */
export function readResource(raw: KubeObject & { readonly spec?: unknown }): AuditedResource {
  return { ...readSeen(raw), spec: fieldsOf(raw.spec) ?? {} };
}
