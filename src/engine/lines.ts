import type { Readable } from 'node:stream';
import { ConnectionError } from './errors.ts';

const NEWLINE = 10;

/**
 * Calls back once for each complete line of a byte stream, in order. Resolves when the stream ends, throws
 * {@link ConnectionError} when it breaks. What the callback throws ends the stream and is thrown.
 */
export function eachLine(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let rest: Buffer[] = [];

  const take = (chunk: Buffer): void => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const tail = chunk.subarray(start, end);
      const line = rest.length === 0 ? tail : Buffer.concat([...rest, tail]);
      rest = [];
      start = end + 1;
      if (line.length > 0) onLine(line.toString('utf8'));
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  };

  stream.on('data', (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      stream.destroy();
      reject(error);
    }
  });
  stream.on('end', resolve);
  stream.on('error', (cause) => reject(new ConnectionError('the stream was cut off', { cause })));
  stream.on('close', () => reject(new ConnectionError('the stream was closed')));
  return promise;
}
