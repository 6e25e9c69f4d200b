import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** What is shipped, as its files say it: the Dockerfile and config/base/deployment.yaml. */

const strings = z.array(z.string()).min(1);

/** The last one counts, as for a container engine. @throws when there is none */
function instruction(name: string): string {
  const text = readFileSync('Dockerfile', 'utf8').replaceAll('\\\n', ' ');
  const found = [...text.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].at(-1)?.[1];
  if (found === undefined) throw new Error(`the Dockerfile has no ${name}`);
  return found.trim();
}

/** The image's entry point, in the form that starts no shell. */
export const entryPoint = (): readonly string[] => strings.parse(JSON.parse(instruction('ENTRYPOINT')));

/** The image's user and group. */
export const imageUser = (): string => instruction('USER');

const container = z.looseObject({
  image: z.string(),
  args: strings,
  env: z.array(z.object({ name: z.string(), valueFrom: z.object({ fieldRef: z.object({ fieldPath: z.string() }) }) })),
});
const deployment = z.looseObject({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        securityContext: z.looseObject({ runAsUser: z.number(), runAsGroup: z.number() }),
        containers: z.tuple([container]),
      }),
    }),
  }),
});

/** The Deployment of config/base. */
export const shippedDeployment = (): z.output<typeof deployment> =>
  deployment.parse(parse(readFileSync('config/base/deployment.yaml', 'utf8')));
