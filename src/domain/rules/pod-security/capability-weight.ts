import type { Severity } from '../../../api/audit.ts';
import type { Fault } from '../../semantics/pod-security/fault.ts';

/**
 * Capabilities that amount to the node, alone or with little beside: mounting, loading modules, BPF programs or another
 * kernel, reading any file or memory, tracing any process. Source: capabilities(7).
 */
const OF_THE_NODE: ReadonlySet<string> = new Set(
  ['ALL', 'BPF', 'DAC_READ_SEARCH', 'MAC_ADMIN', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_MODULE', 'SYS_PTRACE', 'SYS_RAWIO'].map(
    (name) => `adds ${name}`,
  ),
);

/** How bad it is that a pod has capabilities: by the worst one that it adds. Undefined where it adds none. */
export function weighCapabilities(faults: readonly Fault[]): Severity | undefined {
  const added = faults.flatMap(({ values = [] }) => values.filter((value) => value.startsWith('adds ')));
  if (added.some((value) => OF_THE_NODE.has(value))) return 'high';
  return added.length > 0 ? 'medium' : undefined;
}
