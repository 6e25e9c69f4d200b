import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Content by path; undefined removes the file. */
export type Files = Readonly<Record<string, string | undefined>>;

/** A Git repository on disk, as Argo CD sees it. */
export interface GitRepository {
  readonly url: string;
  /** Writes the files and commits them to main; returns the commit. @param sign with whose key */
  readonly commit: (message: string, files: Files, sign?: Signature) => Promise<string>;
  /** Undoes the last commit by another. */
  readonly revert: () => Promise<string>;
}

export interface Signature {
  /** GNUPGHOME with the key. */
  readonly home: string;
  readonly key: string;
}

/** Creates an empty repository, whose commits are made by nobody who exists. */
export async function createRepository(dir: string): Promise<GitRepository> {
  await mkdir(dir, { recursive: true });
  const git = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    const clean = { PATH: process.env['PATH'], HOME: dir, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
    const { stdout } = await promisify(execFile)('git', [...identity, ...args], {
      cwd: dir,
      env: { ...clean, ...env },
    });
    return stdout.trim();
  };
  const head = async (): Promise<string> => git(['rev-parse', 'HEAD']);
  await git(['init', '--quiet', '--initial-branch=main']);
  return {
    url: `file://${dir}`,
    commit: async (message, files, sign) => {
      await Promise.all(Object.entries(files).map(async ([path, text]) => put(join(dir, path), text)));
      await git(['add', '--all']);
      const signing = sign === undefined ? ['--no-gpg-sign'] : [`--gpg-sign=${sign.key}`];
      await git(['commit', '--quiet', '--allow-empty', '-m', message, ...signing], sign && { GNUPGHOME: sign.home });
      return head();
    },
    revert: async () => {
      await git(['revert', '--no-edit', 'HEAD']);
      return head();
    },
  };
}

async function put(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
