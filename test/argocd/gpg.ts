import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Signature } from './git.ts';

const execute = promisify(execFile);

/** Somebody who signs commits. */
export interface Signer extends Signature, AsyncDisposable {
  /** The public key, as Argo CD takes it. */
  readonly publicKey: string;
}

/** A new key in a keyring of its own, which is deleted afterwards. Its path is short: GnuPG's sockets are in it. */
export async function createSigner(): Promise<Signer> {
  const home = await mkdtemp(join(tmpdir(), 'gpg-'));
  const env = { PATH: process.env['PATH'], GNUPGHOME: home, LC_ALL: 'C' };
  const gpg = async (...args: readonly string[]): Promise<string> =>
    (await execute('gpg', ['--batch', ...args], { env })).stdout;
  const who = 'Test <test@example.com>';
  await gpg('--passphrase', '', '--quick-generate-key', who, 'rsa2048', 'sign', 'never');
  const listing = await gpg('--list-keys', '--with-colons');
  const key = /^pub:[^:]*:[^:]*:[^:]*:([0-9A-F]{16}):/m.exec(listing)?.[1];
  if (key === undefined) throw new Error(`GnuPG made no key:\n${listing}`);
  return {
    home,
    key,
    publicKey: await gpg('--armor', '--export', key),
    [Symbol.asyncDispose]: async () => {
      await stopGnuPg(home);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Ends the agent that GnuPG leaves behind in a keyring. */
export async function stopGnuPg(home: string): Promise<void> {
  await execute('gpgconf', ['--homedir', home, '--kill', 'all']);
}
