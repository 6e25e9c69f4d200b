import { GitOpsSecurityOperator } from '../../src/operator.ts';
import { options } from '../../src/options.ts';
import type { LogLine, OperatorProcess } from './operator.ts';

/**
 * Runs the operator in the process of the test, which takes a fraction of the time that a process of its own takes to
 * start: for tests that start many. It is asked to stop, and waited for, when it is disposed of.
 */
export async function startOperatorHere(
  kubeconfig: string,
  { leaderElection }: { readonly leaderElection: boolean },
): Promise<Pick<OperatorProcess, 'log'> & AsyncDisposable> {
  const log: LogLine[] = [];
  const at = (level: string) => (message: string, fields?: object) =>
    void log.push({ ...fields, time: '', level, message });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const address = { bindAddress: '127.0.0.1', port: 0 };
  const operator = new GitOpsSecurityOperator(options.parse({ kubeconfig, leaderElection, ...address }), logger);
  await operator.start();
  return {
    log,
    [Symbol.asyncDispose]: async () => {
      operator.stop();
      await operator.ended;
    },
  };
}
