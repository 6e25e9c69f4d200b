import type { KubeObject } from '../../api/kube.ts';
import { entriesOf, fieldsOf } from '../semantics/unknown.ts';
import { fieldsAt, NOTHING, scanHere, type Scanned, scanned } from './scan.ts';

const reader =
  (scanner: string, type: string) =>
  (raw: KubeObject): Scanned => {
    const conditions = (entriesOf(fieldsAt(raw, 'status')['conditions']) ?? []).map(fieldsOf);
    const bad = conditions.some((condition) => condition?.['type'] === type && condition['status'] !== 'True');
    return scanned(raw, bad ? [scanHere(raw, scanner, { ...NOTHING, unknown: 1 })] : []);
  };

/**
 * Reads what External Secrets says of an ExternalSecret, or of a store of secrets: that it is not ready counts as one
 * finding without a severity. What has not been looked at by its controller has no condition yet, and is not one.
 */
export const readExternalSecret = reader('external-secrets', 'Ready');

/** The same of a SealedSecret, bitnami.com/v1alpha1: that it cannot be decrypted, or its Secret not be written. */
export const readSealedSecret = reader('sealed-secrets', 'Synced');
