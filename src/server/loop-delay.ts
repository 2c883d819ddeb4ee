import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The sampling interval. The measured times include it. */
const resolutionMs = 50;

/**
 * Returns the 99th percentile of the event loop's delay since the last call, in seconds. Pages and timeouts are late by
 * this time.
 */
export function watchLoopDelay(): () => number {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    // Before the first sample the histogram has no percentile.
    const p99Ms = histogram.count === 0 ? resolutionMs : histogram.percentile(99) / 1e6;
    histogram.reset();
    return Math.max(0, p99Ms - resolutionMs) / 1000;
  };
}
