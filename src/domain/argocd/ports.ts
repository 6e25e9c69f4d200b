import type { Container, ContainerPort } from '../../api/kube.ts';
import type { PortId, PortType } from './components.ts';

export interface ResolvedPort {
  readonly number: number;
  /** The container port's name, if it names that number and nothing else in the pod. */
  readonly name?: string;
}

export type ResolvedPorts = Readonly<Partial<Record<PortId, ResolvedPort>>>;

/** The number at the end of `8080`, `:8080` or `0.0.0.0:8080`; undefined if there is none that a port can have. */
function portIn(value: string | undefined): number | undefined {
  const number = Number(/(?:^|:)(\d{1,5})$/.exec(value ?? '')?.[1] ?? 0);
  return number >= 1 && number <= 65535 ? number : undefined;
}

/** What `--flag=value` or `--flag value` says; the last one counts, as it does in Argo CD's flag parser. */
function fromFlags(containers: readonly Container[], flags: readonly string[]): number | undefined {
  const values = containers.flatMap(({ command = [], args = [] }) => {
    const words = [...command, ...args];
    return words.flatMap((word, at) => {
      const flag = flags.find((name) => word === name || word.startsWith(`${name}=`));
      if (flag === undefined) return [];
      return [word === flag ? words[at + 1] : word.slice(flag.length + 1)];
    });
  });
  return portIn(values.at(-1));
}

/** Several containers may name a port alike: the usual number is then the likely one. */
function fromNames(declared: readonly ContainerPort[], type: PortType): number | undefined {
  const named = declared.filter(({ name }) => name !== undefined && type.names.includes(name));
  const likely = named.find(({ containerPort }) => containerPort === type.number) ?? named[0];
  return likely?.containerPort;
}

function resolve(type: PortType, own: readonly Container[], declared: readonly ContainerPort[]) {
  const said = fromFlags(own, type.flags) ?? fromNames(declared, type);
  const declaresUsual = declared.some(({ containerPort }) => containerPort === type.number);
  if (said === undefined && type.optional === true && !declaresUsual) return undefined;
  const number = said ?? type.number;
  const name = declared.find((port) => port.containerPort === number)?.name;
  const unique = name !== undefined && declared.filter((port) => port.name === name).length === 1;
  return unique ? { number, name } : { number };
}

/**
 * What a component's pods listen on: from the flags of the containers that run it, then the names of the declared
 * ports, then Argo CD's defaults. An optional port that nothing declares is absent.
 *
 * @param own the containers that run the component's program
 * @param all every container of the pod
 */
export function resolvePorts(
  types: readonly PortType[],
  own: readonly Container[],
  all: readonly Container[],
): ResolvedPorts {
  const declared = declaredPorts(all).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  return Object.fromEntries(
    types.flatMap((type) => {
      const port = resolve(type, own, declared);
      return port === undefined ? [] : [[type.id, port]];
    }),
  );
}

export function declaredPorts(containers: readonly Container[]): readonly ContainerPort[] {
  return containers.flatMap(({ ports = [] }) => ports);
}
