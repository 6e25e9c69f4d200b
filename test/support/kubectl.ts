import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/**
 * Runs kubectl against a cluster and returns its standard output; `stdin` is for `-f -`.
 * Throws with what kubectl wrote to standard error. Nothing of the caller's own kubectl configuration is read.
 */
export async function kubectl(kubeconfig: string, args: readonly string[], stdin = ''): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    KUBECONFIG: kubeconfig,
    KUBERC: 'off',
    // Beside the kubeconfig: what a cluster serves is remembered as long as there is that cluster.
    KUBECACHEDIR: join(dirname(kubeconfig), 'kubectl-cache'),
  };
  const child = spawn('kubectl', args, { env });
  // kubectl may end without having read it all.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [[code], output, errors] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${errors.trim()}`);
  return output;
}
