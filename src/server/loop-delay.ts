import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often it is looked, in ms. The measured times include it. */
const resolutionMs = 50;

/**
 * How long work on the event loop made others wait since the last call: the longest of all but the worst hundredth, in
 * seconds. Pages and time-outs are late by so much.
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
