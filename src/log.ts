import { createLogger, format, transports } from 'winston';
import type { Logger } from './engine/log.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface ClosableLogger extends Logger {
  /** Resolves when every line is out: ending the process earlier would lose the last ones. */
  close(): Promise<void>;
}

/** A log must never be the reason for a crash: bigints and cycles are written as text. */
function toJson(value: unknown): string {
  const above = new WeakSet<object>();
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === 'bigint') return String(entry);
    if (typeof entry !== 'object' || entry === null) return entry;
    if (above.has(entry)) return '[repeated]';
    above.add(entry);
    return entry;
  });
}

/** Nobody reads any more: no reason to stop protecting. */
const survive = (): void => void process.stdout.on('error', () => undefined);

/** One JSON object a line: time, level and message first, then the fields. */
export function createLog(level: LogLevel): ClosableLogger {
  const line = format.printf(({ timestamp, level: name, message, fields }) => {
    const own = { time: timestamp, level: name, message };
    return toJson({ ...own, ...(fields as object), ...own });
  });
  survive();
  const output = new transports.Console({ stderrLevels: [] });
  const logger = createLogger({ level, format: format.combine(format.timestamp(), line), transports: [output] });
  // The fields go below a key of their own: winston appends a field named `message` to the text.
  const write = (name: LogLevel) => (message: string, fields?: Readonly<Record<string, unknown>>) => {
    if (logger.isLevelEnabled(name)) logger.log({ level: name, message, fields });
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: async () => {
      const finished = new Promise((resolve) => output.once('finish', resolve));
      logger.end();
      await finished;
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    },
  };
}
