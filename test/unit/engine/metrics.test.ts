import test from 'ava';
import { createMetrics } from '../../../src/engine/metrics.ts';
import { WorkQueue } from '../../../src/engine/workqueue.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const NAME = 'thing';
const HOST = 'server:6443';

function measured() {
  const clock = new FakeClock();
  const metrics = createMetrics(NAME, HOST, 4);
  const queue = new WorkQueue({ clock, observer: metrics.queue });
  metrics.watchQueue(queue, clock);
  const value = async (series: string): Promise<number | undefined> => {
    const line = (await metrics.registry.metrics()).split('\n').find((text) => text.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };
  return { clock, metrics, queue, value };
}

const controller = `{controller="${NAME}"}`;
const queueName = `{name="${NAME}"}`;
const ZERO: readonly string[] = [
  ...['success', 'error', 'requeue', 'requeue_after'].map(
    (result) => `controller_runtime_reconcile_total{controller="${NAME}",result="${result}"}`,
  ),
  `controller_runtime_reconcile_errors_total${controller}`,
  `controller_runtime_terminal_reconcile_errors_total${controller}`,
  `controller_runtime_reconcile_panics_total${controller}`,
  `controller_runtime_reconcile_time_seconds_count${controller}`,
  `controller_runtime_active_workers${controller}`,
  `workqueue_depth${queueName}`,
  `workqueue_adds_total${queueName}`,
  `workqueue_retries_total${queueName}`,
  `workqueue_queue_duration_seconds_count${queueName}`,
  `workqueue_work_duration_seconds_count${queueName}`,
  `workqueue_unfinished_work_seconds${queueName}`,
  `workqueue_longest_running_processor_seconds${queueName}`,
  `rest_client_requests_total{code="200",host="${HOST}",method="GET"}`,
  `rest_client_requests_total{code="<error>",host="${HOST}",method="PATCH"}`,
  `rest_client_request_duration_seconds_count{host="${HOST}",verb="GET"}`,
  `rest_client_request_retries_total{code="429",host="${HOST}",verb="GET"}`,
  `leader_election_master_status${queueName}`,
];
for (const series of ZERO) {
  test(`${series} is there from the start`, async (t) => t.is(await measured().value(series), 0));
}

test('the number of workers is told', async (t) => {
  t.is(await measured().value(`controller_runtime_max_concurrent_reconciles${controller}`), 4);
});

test('reconciliations are counted by what came of them', async (t) => {
  const { metrics, value } = measured();
  metrics.controller.reconciled('success', false, 0.2);
  metrics.controller.reconciled('error', true, 0.3);
  metrics.controller.panicked();
  metrics.controller.active(2);
  t.is(await value(`controller_runtime_reconcile_total{controller="${NAME}",result="success"}`), 1);
  t.is(await value(`controller_runtime_reconcile_errors_total${controller}`), 1);
  t.is(await value(`controller_runtime_terminal_reconcile_errors_total${controller}`), 1);
  t.is(await value(`controller_runtime_reconcile_panics_total${controller}`), 1);
  t.is(await value(`controller_runtime_reconcile_time_seconds_sum${controller}`), 0.5);
  t.is(await value(`controller_runtime_active_workers${controller}`), 2);
});

test('the queue is measured while it works', async (t) => {
  const { clock, queue, value } = measured();
  for (const key of ['a', 'b', 'c']) queue.add(key);
  await clock.advance(2000);
  await queue.get();
  await clock.advance(1000);
  await queue.get();
  await clock.advance(3000);
  t.is(await value(`workqueue_depth${queueName}`), 1);
  t.is(await value(`workqueue_adds_total${queueName}`), 3);
  t.is(await value(`workqueue_queue_duration_seconds_sum${queueName}`), 5);
  t.is(await value(`workqueue_unfinished_work_seconds${queueName}`), 7);
  t.is(await value(`workqueue_longest_running_processor_seconds${queueName}`), 4);
  queue.done('a');
  t.is(await value(`workqueue_work_duration_seconds_sum${queueName}`), 4);
});

test('requests, retries and leadership are counted', async (t) => {
  const { metrics, value } = measured();
  metrics.request('PATCH', '409', 0.1);
  metrics.retry('GET', '429');
  metrics.leading(true);
  t.is(await value(`rest_client_requests_total{code="409",host="${HOST}",method="PATCH"}`), 1);
  t.is(await value(`rest_client_request_duration_seconds_sum{host="${HOST}",verb="PATCH"}`), 0.1);
  t.is(await value(`rest_client_request_retries_total{code="429",host="${HOST}",verb="GET"}`), 1);
  t.is(await value(`leader_election_master_status${queueName}`), 1);
});

test('the process is measured, too', async (t) => {
  t.true(((await measured().value('process_resident_memory_bytes')) ?? 0) > 0);
});
