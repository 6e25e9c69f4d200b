import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debianTool } from './debian.ts';
import { withFiles } from './with-files.ts';

/** What promtool said, and whether it was content. */
interface Verdict {
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Runs Prometheus's own promtool on files of a folder that is made for it.
 *
 * @param files their texts, by name
 * @param args as of `promtool check rules rules.yaml`
 */
export async function promtool(files: Readonly<Record<string, string>>, args: readonly string[]): Promise<Verdict> {
  const tool = await debianTool('promtool', 'prometheus');
  return withFiles(files, async (cwd) => {
    try {
      const { stdout, stderr } = await promisify(execFile)(tool, args, { cwd });
      return { ok: true, text: `${stdout}${stderr}` };
    } catch (error) {
      // Only a program that ended has an output; what could not be started at all is no verdict.
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      if (stdout === undefined) throw error;
      return { ok: false, text: `${stdout}${stderr ?? ''}` };
    }
  });
}
