import type { Container } from '../../api/kube.ts';

/** What one container runs, as far as its specification says. */
export interface Running {
  readonly container: Container;
  /** Base names of the programs in command position; several only for a shell script. */
  readonly programs: readonly string[];
  /** The last part of the image's repository. */
  readonly image: string;
}

/** Programs that do nothing but start the next one. */
const WRAPPER = /^(tini|dumb-init|exec|--|(ba|da|a)?sh|.*\.sh)$/;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `registry:5000/argoproj/argocd:v3.5.7@sha256:…` → `argocd` */
const imageName = (image: string): string => baseName(image.replace(/@.*$/, '')).replace(/:.*$/, '');

/** A word counts only where a program is named: as an argument, `argocd-server` is a host name. */
function leading(words: readonly string[]): readonly string[] {
  const first = words.find((word) => !WRAPPER.test(baseName(word))) ?? '';
  return first === '' || first.startsWith('-') || first.includes('://') ? [] : [baseName(first)];
}

function inScript(script: string): readonly string[] {
  return script.split(/[;&|\n]+/).flatMap((command) => leading(command.trim().split(/\s+/)));
}

/**
 * Reads what a container runs from its command and arguments. Without a command, the arguments are either a program
 * (the images of Argo CD start what they are told) or words for the program of the image.
 */
export function running(container: Container): Running {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  const script = /^-[a-z]*c$/.test(words[1] ?? '') ? words[2] : undefined;
  const programs = script === undefined ? leading(words) : inScript(script);
  return { container, programs, image: imageName(container.image ?? '') };
}
