#!/usr/bin/env node
/**
 * The entry point. It is plain JavaScript in a folder without a module type, so that a Node that is too old can run it
 * and say so. The program itself is program/program.ts.
 */
// The bundle needs node:sqlite without a flag. From source, Node must also strip types.
const [neededMajor, neededMinor] = typeof BUNDLE === 'undefined' ? [24, 0] : [22, 13];
const { node } = process.versions;
const [major = 0, minor = 0] = node.split('.').map(Number);

if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
  const version = `${neededMajor}.${neededMinor}`;
  process.exitCode = 2;
  process.stderr.write(
    typeof BUNDLE === 'undefined'
      ? `AI News Digest needs Node.js ${version} or newer, this is ${node}: run npm ci, then ./digest or npm run …, which use its own. ` +
          `需要 Node.js ${version} 或更新的版本：先运行 npm ci，再用 ./digest 或 npm run …，它们自带合适的版本。\n`
      : `AI News Digest needs Node.js ${version} or newer, this is ${node}: install a newer Node.js. ` +
          `需要 Node.js ${version} 或更新的版本，请升级 Node.js。\n`,
  );
} else {
  // Node 22 would say at every start that its SQLite is experimental.
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const print of printers) print(warning);
  });
  import('./program/program.ts').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.exitCode = 2;
    process.stderr.write('Packages are missing: run npm ci. 缺少依赖：先运行 npm ci。\n');
  });
}
