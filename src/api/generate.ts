import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { customResourceDefinition } from './crd.ts';
import { fieldReference } from './reference.ts';

/** Writes the files that are generated from the schema; a test compares them with what is checked in. */

export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export function generatedFiles(): readonly GeneratedFile[] {
  const crd = stringify(customResourceDefinition(), { lineWidth: 0, aliasDuplicateObjects: false });
  return [
    {
      path: 'crds/gitops-security.io_gitopssecuritypolicies.yaml',
      text: `# Generated from src/api; see make crds.\n${crd}`,
    },
    { path: 'docs/reference/gitopssecuritypolicy.md', text: fieldReference() },
  ];
}

if (import.meta.main) {
  const root = new URL('../../', import.meta.url);
  for (const { path, text } of generatedFiles()) await writeFile(new URL(path, root), text);
}
