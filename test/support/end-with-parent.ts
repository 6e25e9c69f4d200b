/** To be imported before a program: ends it when whoever started it has gone, however that ended. */
process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL')).resume();
