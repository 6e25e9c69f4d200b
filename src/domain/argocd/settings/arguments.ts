import type { Container } from '../../../api/kube.ts';

/** What the command line of a container says of one flag. */
export interface FlagValues {
  readonly values: readonly string[];
  /** Kubernetes or a shell puts something in before the program sees it. */
  readonly expanded: boolean;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Words of a shell script without its quotes: a flag of Argo CD needs none inside. */
const scriptWords = (script: string): string[] => script.replaceAll(/["']/g, '').split(/\s+/);

/** The words that the program gets: those after its name, which a wrapper may precede. */
function wordsOf(container: Container, programs: readonly string[]): readonly string[] {
  const all = [...(container.command ?? []), ...(container.args ?? [])].filter((word) => typeof word === 'string');
  const script = /^-[a-z]*c$/.test(all[1] ?? '') ? all[2] : undefined;
  const words = script === undefined ? all : scriptWords(script);
  const at = words.findIndex((word) => programs.includes(baseName(word)));
  const own = at < 0 ? words : words.slice(at + 1);
  const end = own.indexOf('--');
  return end < 0 ? own : own.slice(0, end);
}

/**
 * All values of a flag, in their order; undefined where it is not given. A switch takes no word after it: what stands
 * there is another argument. Source: github.com/spf13/pflag. Not seen through is a flag that takes the next one for its
 * value: which flags are switches is only known of those that are asked for.
 *
 * @param programs names of the program that the flag is one of
 */
export function flagValues(
  container: Container,
  programs: readonly string[],
  flag: string,
  isSwitch: boolean,
): FlagValues | undefined {
  const words = wordsOf(container, programs);
  const name = `--${flag}`;
  const values = words.flatMap((word, at) => {
    if (word.startsWith(`${name}=`)) return [word.slice(name.length + 1)];
    if (word !== name) return [];
    return [isSwitch ? 'true' : (words[at + 1] ?? '')];
  });
  if (values.length === 0) return undefined;
  return { values, expanded: values.some((value) => /\$[({A-Za-z_]/.test(value)) };
}
