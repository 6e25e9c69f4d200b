/**
 * Why something that the policy asks for is not written:
 * - `InvalidSpec`: Argo CD, or Kubernetes, would refuse it, or fail on it later.
 * - `CRDMissing`: its kind does not exist here.
 * - `UnsupportedField`: the installed version would drop a field of it, which may make it broader.
 * - `NotOwned`: it is somebody else's, or a tool's that would bring back what its own source says.
 * - `Overridden`: writing it would change nothing: an argument or a variable of a workload says otherwise, or nothing
 *   reads it here.
 * - `EscalationDenied`: the operator may not grant it.
 * - `TooManyObjects`: more than one policy may generate.
 * - `SigningKeyMissing`: every sync would fail, as the keys that are asked for are not known to Argo CD.
 * - `GuardBlocked`: it would cut off what works now.
 * - `InUse`: it is not asked for any more, but Applications still use it.
 * - `Waiting`: something else has to be there first.
 * - `NoMatch`: a pattern matches nothing that is there, which may be as it should: it is told, and no more.
 */
export const WITHHELD_REASONS = [
  'InvalidSpec',
  'CRDMissing',
  'UnsupportedField',
  'NotOwned',
  'Overridden',
  'EscalationDenied',
  'TooManyObjects',
  'SigningKeyMissing',
  'GuardBlocked',
  'InUse',
  'Waiting',
  'NoMatch',
] as const;

export type WithheldReason = (typeof WITHHELD_REASONS)[number];

/** An object, or an item of the policy, that is not written now. What is live under its name stays as it is. */
export interface Withheld {
  readonly reason: WithheldReason;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** In words, with what to do about it. */
  readonly message: string;
}
