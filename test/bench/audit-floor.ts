import { readFileSync } from 'node:fs';
import { bareConnection, textOf } from './bare.ts';
import { usageOf } from './usage.ts';

/**
 * The least that reading a cluster can cost in this language: every page of every list is asked for and parsed, and
 * nothing is kept. Arguments: a kubeconfig, a file with the lists, and `sequential` (one list after the other) or
 * `concurrent` (all at once). Prints seconds from the first request until the last page is parsed, as one line of JSON.
 */

/** A list of objects: its path has a query already. */
export interface ListCall {
  readonly path: string;
  readonly accept?: string;
}

export interface FloorOutcome {
  readonly seconds: number;
  readonly pages: number;
  readonly objects: number;
  readonly bytes: number;
  /** Of the whole process: processor time, and memory at its highest. */
  readonly cpu_s: number;
  readonly rss_mib: number;
}

interface Page {
  readonly items?: readonly object[];
  readonly metadata: { readonly continue?: string };
}

const [kubeconfig = '', file = '', mode = 'sequential'] = process.argv.slice(2);
const bare = bareConnection(kubeconfig);
const lists = JSON.parse(readFileSync(file, 'utf8')) as ListCall[];
let pages = 0;
let objects = 0;
let bytes = 0;

async function readAll({ path, accept }: ListCall): Promise<void> {
  let token = '';
  do {
    const text = await textOf(bare, token === '' ? path : `${path}&continue=${encodeURIComponent(token)}`, accept);
    const { items = [], metadata } = JSON.parse(text) as Page;
    pages += 1;
    objects += items.length;
    bytes += text.length;
    token = metadata.continue ?? '';
  } while (token !== '');
}

const started = performance.now();
if (mode === 'concurrent') await Promise.all(lists.map(readAll));
else for (const list of lists) await readAll(list);
const seconds = (performance.now() - started) / 1000;
const { cpu, peak } = usageOf(process.pid);
const outcome: FloorOutcome = { seconds, pages, objects, bytes, cpu_s: cpu, rss_mib: peak };
console.log(JSON.stringify(outcome));
bare.agent.destroy();
