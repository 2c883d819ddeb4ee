import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Terminal } from './app.ts';

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const usualColumns = 80;
const clearLine = '\r\u001b[2K';

/** The terminal of this process. A reader that goes away (`| head`) ends the output, not the program. */
export function createTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  let isLineLive = false;
  let reader: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  const clear = () => {
    if (isLineLive) stderr.write(clearLine);
    isLineLive = false;
  };
  return {
    isLive: stderr.isTTY === true,
    columns: stdout.columns ?? usualColumns,
    print(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    note(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    live(line) {
      if (stderr.isTTY !== true) return;
      clear();
      stderr.write(line.slice(0, stderr.columns ?? usualColumns));
      isLineLive = line !== '';
    },
    async ask(question) {
      stdout.write(question);
      reader ??= createInterface({ input: stdin });
      lines ??= reader[Symbol.asyncIterator]();
      const { value, done } = await lines.next();
      return done ? undefined : String(value).trim();
    },
    readAll: () => text(stdin),
    close: () => reader?.close(),
  };
}
