import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Terminal } from '../commands/app.ts';
import { CommandError, exitCode } from '../ground/command-error.ts';
import { headOf } from '../ground/cut-text.ts';
import { orNothing } from '../ground/or-nothing.ts';
import { phrase } from '../ground/phrase.ts';

/** The parts of `process` that a terminal needs. */
export interface Process {
  exitCode?: NodeJS.Process['exitCode'];
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly columns?: number };
  readonly stderr: Writable & { readonly fd: number; readonly isTTY?: boolean; readonly columns?: number };
}

const usualColumns = 80;
const clearLine = '\r\u001b[2K';

/**
 * The terminal of this process. A closed reader (`| head`) ends the output, not the program; other write errors (a full
 * disk) make the program fail.
 */
export function createTerminal(process: Process): Terminal {
  const { stdin, stdout, stderr } = process;
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || process.exitCode === exitCode.failed) return;
    process.exitCode = exitCode.failed;
    stderr.write(`结果写不出去（${code}）：检查磁盘。The output cannot be written (${code}): check the disk.\n`);
  });
  // Text on stderr is lost, and the work continues.
  stderr.on('error', () => undefined);
  let isLineLive = false;
  let reader: Interface | undefined;
  let lines: AsyncIterator<string> | undefined;
  const clear = () => {
    if (isLineLive) stderr.write(clearLine);
    isLineLive = false;
  };
  return {
    isLive: stderr.isTTY === true,
    canAsk: stdin.isTTY === true,
    // A terminal without a size (in a container, in a recording) reports 0.
    columns: stdout.columns || usualColumns,
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
      stderr.write(headOf(line, stderr.columns || usualColumns, 'columns'));
      isLineLive = line !== '';
    },
    async ask(question, signal) {
      if (signal.aborted) return undefined;
      stdout.write(question);
      reader ??= createInterface({ input: stdin });
      lines ??= reader[Symbol.asyncIterator]();
      const line = await orNothing(lines.next(), signal);
      return line === undefined || line.done ? undefined : String(line.value).trim();
    },
    readAll: async () => decode(await buffer(stdin)),
    close: () => reader?.close(),
  };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new CommandError(
      phrase(
        '标准输入不是 UTF-8：先转成 UTF-8（例如 iconv -f gbk -t utf-8）。',
        'Standard input is not UTF-8: convert it first (for example iconv -f gbk -t utf-8).',
      ),
      exitCode.usage,
      { cause: error },
    );
  }
}
