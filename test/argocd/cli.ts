import { debianTool } from '../support/debian.ts';
import { argoCdBinaries } from './build.ts';

// What the end-to-end tests need and a machine may not have: told before they begin, and not as a failure of each.
try {
  await argoCdBinaries();
  await debianTool('redis-server', 'redis-server');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
