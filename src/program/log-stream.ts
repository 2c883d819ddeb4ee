/** Lines to a file descriptor, without ever waiting for it and without an end because of it. */
import { constants, openSync, writeSync } from 'node:fs';

export interface LogStream {
  /** One whole line. */
  write(line: string): void;
  /** How many lines could not be written, since the start. */
  lostLines(): number;
}

export interface LogStreamOptions {
  readonly fd: number;
  /** A line was written after so many had been lost. It may write a line that says so. */
  onRecovered(lost: number): void;
}

/** What a slow reader may leave unread, beside what the system holds for it (64 kB in a pipe on Linux). */
const maxPendingBytes = 256 * 1024;
/** How soon to try again what a reader had no room for. */
const retryMs = 100;
/** A reader that took nothing for so long has stopped: a program that has ended does not stay alive for it. */
const stoppedMs = 1_000;

/**
 * Each line is written at once, so that the last one before a crash is there. What a slow reader has no room for is
 * kept, up to a limit; the rest, and what cannot be written at all (a full disk, a closed pipe), is dropped and counted.
 */
export function createLogStream({ fd, onRecovered }: LogStreamOptions): LogStream {
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
    retry ??= setTimeout(flushAgain, retryMs);
    if (performance.now() - lastWrittenMs > stoppedMs) retry.unref();
  }

  function dropPending(): void {
    lost += pending.length;
    pending = [];
    pendingBytes = 0;
  }

  function flushAgain(): void {
    retry = undefined;
    flush();
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
    write(line) {
      // The end of a line that was written in part was dropped: the next one begins on its own.
      const bytes = Buffer.from(isLineOpen && pending.length === 0 ? `\n${line}` : line);
      if (pendingBytes + bytes.length > maxPendingBytes) {
        lost += 1;
        return;
      }
      pending.push(bytes);
      pendingBytes += bytes.length;
      if (retry === undefined) flush();
    },
    lostLines: () => lost,
  };
}

/** The reader is slow or has stopped. */
function hasNoRoom(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EAGAIN' || code === 'EINTR';
}

/** A descriptor for stderr whose writes do not block, as far as the system offers one. */
export function openStderr({ fd, isTTY }: { readonly fd: number; readonly isTTY?: boolean }): number {
  // Node has opened a pipe or a socket without blocking; a file does not block.
  if (!isTTY) return fd;
  // A terminal stops at Ctrl-S. Node blocks on it, so it is opened once more.
  for (const path of ['/proc/self/fd/2', '/dev/tty']) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // Not on this system, or not allowed.
    }
  }
  return fd;
}
