import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';

interface User {
  readonly name: string;
}

/** The part of a kubeconfig (client-go's clientcmd/api/v1 Config) that is read here. */
interface KubeConfigFile {
  readonly users?: readonly { readonly name?: string; readonly user?: { readonly tokenFile?: string } | null }[] | null;
}

/**
 * The users of a kubeconfig, with `tokenFile` as client-go understands it: relative to the kubeconfig, read again and
 * again, and stronger than `token`. client-node knows the field only under another name, and only once at start.
 *
 * @param text the kubeconfig that `users` were read from, which lies in `folder`
 */
export function withTokenFiles<U extends User>(users: readonly U[], text: string, folder: string): U[] {
  const file = parse(text) as KubeConfigFile | null;
  const files = new Map(file?.users?.flatMap(({ name, user }) => (user?.tokenFile ? [[name, user.tokenFile]] : [])));
  return users.map((user) => {
    const path = files.get(user.name);
    if (path === undefined) return user;
    const tokenFile = isAbsolute(path) ? path : join(folder, path);
    return { ...user, token: undefined, authProvider: { name: 'tokenFile', config: { tokenFile } } };
  });
}
