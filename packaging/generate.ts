import { writeFile } from 'node:fs/promises';
import { ownNetworkPolicy } from './network-policy.ts';
import { chartTemplates, type GeneratedFile } from './templates.ts';

/** Writes what is generated of config/ and charts/; a test compares it with what is checked in. */
export const generatedFiles = async (): Promise<readonly GeneratedFile[]> => [
  await ownNetworkPolicy(),
  ...chartTemplates(),
];

if (import.meta.main) for (const { path, text } of await generatedFiles()) await writeFile(path, text);
