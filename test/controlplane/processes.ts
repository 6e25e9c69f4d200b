import { setTimeout as sleep } from 'node:timers/promises';
import { startComponent, type Running } from './component.ts';
import { flags, type Layout } from './layout.ts';
import { components, type ClusterOptions, type Component } from './protocol.ts';

const startTimeout = 120_000;
const pollInterval = 100;

export type Processes = ReturnType<typeof newProcesses>;

/** The processes of one cluster. None starts any more once `stop` was called. */
export function newProcesses(options: ClusterOptions, layout: Layout) {
  const running = new Map<Component, Running>();
  let stopped = false;

  const start = (component: Component): void => {
    if (stopped) throw new Error('the cluster is stopped');
    const args = flags(component, layout, options.apiserverFlags);
    const instance = startComponent(component, options.binaries, args, layout.dir);
    running.set(component, instance);
    void instance.exited.then(() => running.get(component) === instance && running.delete(component));
  };

  const signal = async (component: Component, name: NodeJS.Signals): Promise<void> => {
    const instance = running.get(component);
    if (!instance && name !== 'SIGKILL') throw new Error(`${component} does not run`);
    instance?.signal(name);
    if (name === 'SIGKILL') await instance?.exited;
  };

  /** Waits until `check` holds; fails when a component that runs now ends, or after two minutes. */
  const poll = async (what: string, check: () => Promise<boolean>): Promise<void> => {
    let ended: string | undefined;
    for (const { exited } of running.values()) void exited.then((how) => (ended ??= how));
    const deadline = Date.now() + startTimeout;
    while (!(await check().catch(() => false))) {
      if (ended !== undefined) throw new Error(ended);
      if (Date.now() > deadline) throw new Error(`waited ${startTimeout / 1000} s for ${what}`);
      await sleep(pollInterval);
    }
  };

  return {
    start,
    signal,
    poll,
    has: (component: Component) => running.has(component),
    pids: () => Object.fromEntries([...running].map(([name, { pid }]) => [name, pid])),
    stop: async () => {
      stopped = true;
      await Promise.all(components.map((component) => signal(component, 'SIGKILL')));
    },
  };
}
