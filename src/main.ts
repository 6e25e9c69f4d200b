import { Command, Option } from 'commander';
import { createLog } from './log.ts';
import { GitOpsSecurityOperator } from './operator.ts';
import { type Options, options as schema } from './options.ts';

/** Set by the bundler. */
declare const OPERATOR_VERSION: string | undefined;

const command = new Command('gitops-security-operator')
  .description('Keeps Argo CD hardened as GitOpsSecurityPolicy objects say, and reports what is not.')
  .addOption(
    new Option(
      '--kubeconfig <file>',
      'kubeconfig to use; default: $KUBECONFIG, ~/.kube/config, or the pod’s service account',
    ).env('KUBECONFIG'),
  )
  .addOption(new Option('--context <name>', 'context of the kubeconfig'))
  .addOption(new Option('--namespace <name>', 'namespace of the lease').env('POD_NAMESPACE').default('gitops-security'))
  .addOption(new Option('--no-leader-election', 'work without a lease: only where no other operator can run'))
  .addOption(new Option('--bind-address <address>', 'where health and metrics are served').default('0.0.0.0'))
  .addOption(new Option('--port <number>', 'port of /livez, /readyz and /metrics; 0 for any free one').default('8080'))
  .addOption(
    new Option('--log-level <level>', 'how much to log').choices(['debug', 'info', 'warn', 'error']).default('info'),
  )
  .addOption(new Option('--workers <number>', 'reconciliations at a time').default('8'))
  .addOption(
    new Option('--heal-burst <number>', 'corrections of one object at once, before they slow down').default('20'),
  )
  .addOption(new Option('--heal-interval <ms>', 'time between further corrections of one object').default('1000'))
  .helpOption('-h, --help', 'show this help')
  .version(typeof OPERATOR_VERSION === 'string' ? OPERATOR_VERSION : 'development');

function readOptions(): Options {
  const result = schema.safeParse(command.parse().opts());
  if (result.success) return result.data;
  const texts = result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  return command.error(texts.join('\n'));
}

/** Exit code 0: stopped as asked. 1: the lease was lost, or it could not start; whoever runs it starts it again. */
async function main(): Promise<void> {
  const options = readOptions();
  const log = createLog(options.logLevel);
  process.on('unhandledRejection', (error) => {
    log.error('unhandled', { error: error instanceof Error ? error.stack : String(error) });
    process.exitCode = 1;
  });
  try {
    const operator = new GitOpsSecurityOperator(options, log);
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        log.info('stopping', { signal });
        operator.stop();
      });
    await operator.start();
    const end = await operator.ended;
    if (end === 'lost') {
      // Another one leads already, or soon will: nothing is waited for.
      log.error('the lease is lost');
      return process.exit(1);
    }
    log.info('stopped');
  } catch (error) {
    log.error('cannot start', { error: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  await log.close();
  process.exit();
}

await main();
