#!/usr/bin/env node
/**
 * The first file that Node reads, and one that every Node can read, so that one that is too old says so: plain
 * JavaScript, in a folder whose package.json names no module type. The program itself is program/program.ts.
 */
const neededNode = 24;
const { node } = process.versions;

if (Number.parseInt(node, 10) < neededNode) {
  process.exitCode = 2;
  process.stderr.write(
    `AI News Digest needs Node.js ${neededNode} or newer, this is ${node}: run npm ci, then npm run …, which brings its own. ` +
      `需要 Node.js ${neededNode} 或更新的版本：先运行 npm ci，再用 npm run …，它自带合适的版本。\n`,
  );
} else {
  import('./program/program.ts').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.exitCode = 2;
    process.stderr.write('Packages are missing: run npm ci. 缺少依赖：先运行 npm ci。\n');
  });
}
