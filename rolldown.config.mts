/** `npm run build`: the program and its libraries as one bundle in dist/, for the image and the npm package. */
import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'rolldown';

const dir = 'dist';

export default defineConfig({
  input: ['src/main.ts', 'src/program/child.ts'],
  platform: 'node',
  transform: { target: 'node22.13', define: { BUNDLE: 'true' } },
  // A command loads its own chunks, as it loads its own modules from src/.
  output: {
    dir,
    format: 'esm',
    sourcemap: true,
    // V8 keeps a source with one Chinese character in two bytes for each of its characters.
    charset: 'ascii',
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true, legalComments: 'inline' } },
    chunkFileNames: '[name]-[hash].js',
  },
  plugins: [
    {
      name: 'files-beside-the-code',
      buildStart: () => rmSync(dir, { recursive: true, force: true }),
      writeBundle() {
        writeFileSync(`${dir}/package.json`, '{ "type": "module" }\n');
        copyFileSync('src/server/page.css', `${dir}/page.css`);
        copyFileSync('src/compose/cluster/glosses.LICENSE.md', `${dir}/glosses.LICENSE.md`);
        cpSync('src/demo/sample-feeds', `${dir}/sample-feeds`, { recursive: true });
      },
    },
  ],
});
