import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** One violation of each rule of the house; `rule` is what the linter must name. */
const violations = [
  { file: 'src/collect/a.ts', code: "import { x } from '../compose/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/collect/b.ts', code: "import { x } from '../deliver/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/collect/c.ts', code: "import { x } from '../config/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/deliver/a.ts', code: "import { x } from '../compose/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/deliver/b.ts', code: "import { x } from '../collect/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/deliver/c.ts', code: "import { x } from '../store/sqlite-store.ts';", rule: 'noRestrictedImports' },
  { file: 'src/compose/a.ts', code: "import { x } from '../store/store.ts';", rule: 'noRestrictedImports' },
  { file: 'src/compose/b.ts', code: "import { readFileSync as x } from 'node:fs';", rule: 'noRestrictedImports' },
  { file: 'src/compose/c.ts', code: "import { fetch as x } from 'undici';", rule: 'noRestrictedImports' },
  { file: 'src/compose/d.ts', code: 'const x = Date.now();', rule: 'plugin' },
  { file: 'src/compose/e.ts', code: 'const x = new Date();', rule: 'plugin' },
  { file: 'src/compose/f.ts', code: 'const x = Math.random();', rule: 'plugin' },
  { file: 'src/compose/g.ts', code: "const x = fetch('http://127.0.0.1');", rule: 'plugin' },
  { file: 'src/store/a.ts', code: "import { x } from '../collect/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/commands/a.ts', code: 'const x = process.env.HOME;', rule: 'noProcessEnv' },
];

const allowed = [
  { file: 'src/collect/ok.ts', code: "import type { Store as x } from '../store/store.ts';\nexport type { x };" },
  { file: 'src/compose/ok.ts', code: "import { x } from '../model.ts';\nexport const y = [new Date(0), x];" },
];

let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'import-rules-'));
  cpSync('biome.json', join(house, 'biome.json'));
  cpSync('src/compose/pure.grit', join(house, 'src/compose/pure.grit'));
  for (const { file, code } of [...violations, ...allowed]) {
    mkdirSync(join(house, dirname(file)), { recursive: true });
    writeFileSync(join(house, file), code.includes('export') ? `${code}\n` : `${code}\nexport { x };\n`);
  }
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

test('the linter catches one violation of each import rule, and nothing that is allowed', () => {
  const found = lint(house);

  for (const { file, code, rule } of violations) expect(found.get(file), `${file}: ${code}`).toContain(rule);
  for (const { file } of allowed) expect(found.get(file) ?? '', file).toBe('');
});

/** Rules by file, in Biome's own names. */
function lint(folder: string): ReadonlyMap<string, string> {
  const report = join(folder, 'report.json');
  try {
    execFileSync(
      process.execPath,
      [
        join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome'),
        'lint',
        '--vcs-enabled=false',
        '--max-diagnostics=none',
        '--reporter=json',
        `--reporter-file=${report}`,
      ],
      { cwd: folder, stdio: 'ignore' },
    );
  } catch {
    // Violations are what this test wants: the report says which.
  }
  const diagnostics = (JSON.parse(readFileSync(report, 'utf8')) as Report).diagnostics;
  const rules = new Map<string, string>();
  for (const { category, location } of diagnostics) {
    const file = typeof location.path === 'string' ? location.path : location.path.file;
    rules.set(file, `${rules.get(file) ?? ''} ${category}`);
  }
  return rules;
}

interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string | { readonly file: string } };
  }[];
}
