/** Preloaded into a process by `--import`: its clock is CLOCK_AHEAD_MS milliseconds ahead of the machine's. */
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
const machineNow = Date.now;
Date.now = () => machineNow() + aheadMs;
// Not a subclass: what Node itself makes, such as the time of a file, would not be an instance of it.
globalThis.Date = new Proxy(Date, {
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [target.now()] : values),
});
