#!/usr/bin/env node
/**
 * The first file that Node reads, and one that every Node can read, so that one that is too old says so: plain
 * JavaScript, in a folder whose package.json names no module type. The program itself is program/program.ts.
 */
// The bundle needs what undici needs; from the sources, Node must strip types as well.
const [neededMajor, neededMinor] = typeof BUNDLE === 'undefined' ? [24, 0] : [22, 19];
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
  import('./program/program.ts').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.exitCode = 2;
    process.stderr.write('Packages are missing: run npm ci. 缺少依赖：先运行 npm ci。\n');
  });
}
