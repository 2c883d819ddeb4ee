/** Writes lines to a file descriptor, and never blocks or fails because of it. */
import { constants, openSync, writeSync } from 'node:fs';

/** How much a slow reader may leave unread, in addition to the system's buffer (64 kB for a pipe on Linux). */
const maxPendingBytes = 256 * 1024;
/** Delay before a retry when the reader's buffer is full. */
const retryMs = 100;
/** A reader that read nothing for this time counts as stopped; the program does not stay alive for it. */
const stoppedMs = 1_000;

/**
 * Each line is written at once, so that the last one before a crash is not lost. If a reader is slow, lines are kept up to
 * a limit. Further lines, and lines that cannot be written (full disk, closed pipe), are dropped and counted.
 * @param onRecovered called when a line was written after this number of lines was lost; it may write a line about it
 */
export function createLogStream(fd: number, onRecovered: (lost: number) => void) {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let isLineOpen = false;
  let lastWrittenMs = 0;
  let retry: NodeJS.Timeout | undefined;
  let lost = 0;
  let told = 0;

  function flush(): void {
    const error = writePending();
    if (error === undefined) tellRecovery();
    else if (hasNoRoom(error)) flushLater();
    else dropPending();
  }

  function flushLater(): void {
    retry ??= setTimeout(() => {
      retry = undefined;
      flush();
    }, retryMs);
    if (performance.now() - lastWrittenMs > stoppedMs) retry.unref();
  }

  function dropPending(): void {
    lost += pending.length;
    pending = [];
    pendingBytes = 0;
  }

  /** @returns the error that stopped it */
  function writePending(): unknown {
    try {
      for (let next = pending[0]; next !== undefined; next = pending[0]) {
        const written = writeSync(fd, next);
        lastWrittenMs = performance.now();
        pendingBytes -= written;
        isLineOpen = written < next.length;
        if (isLineOpen) pending[0] = next.subarray(written);
        else pending.shift();
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  function tellRecovery(): void {
    if (lost === told) return;
    const since = lost - told;
    told = lost;
    onRecovered(since);
  }

  return {
    /** One whole line. */
    write(line: string): void {
      // The rest of a partly written line was dropped, so the next line begins with a line break.
      const bytes = Buffer.from(isLineOpen && pending.length === 0 ? `\n${line}` : line);
      if (pendingBytes + bytes.length > maxPendingBytes) {
        lost += 1;
        return;
      }
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (retry === undefined) flush();
    },
    /** How many lines could not be written since the start. */
    lostLines: () => lost,
  };
}

/** The reader is slow or has stopped. */
function hasNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EAGAIN' || code === 'EINTR';
}

/** A file descriptor for stderr whose writes do not block, if the system supports that. */
export function openStderr({ fd, isTTY }: { readonly fd: number; readonly isTTY?: boolean }): number {
  // Node.js opens pipes and sockets as non-blocking; files do not block.
  if (!isTTY) return fd;
  // Ctrl-S stops a terminal, and writes of Node.js would block, so it is opened again.
  for (const path of ['/proc/self/fd/2', '/dev/tty']) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // Not supported or not allowed on this system.
    }
  }
  return fd;
}
