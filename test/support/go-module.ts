import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/** The folder of a Go module as published, checked against Go's checksum database. @param module such as `k8s.io/api@v0.36.3` */
export async function goModule(module: string): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', module]);
  return z.object({ Dir: z.string() }).parse(JSON.parse(stdout)).Dir;
}
