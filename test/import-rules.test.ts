import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const stages = ['ground', 'config', 'store', 'collect', 'compose', 'deliver', 'schedule'];

/** The rooms of the house and which others each may import, besides model.ts and libraries. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ground: [],
  config: ['ground'],
  store: ['ground'],
  collect: ['ground'],
  compose: ['ground'],
  enrich: ['ground'],
  deliver: ['ground'],
  schedule: ['ground'],
  edition: ['ground', 'config', 'store', 'compose', 'schedule'],
  operator: stages,
  show: [...stages, 'edition', 'operator'],
  control: [...stages, 'edition', 'operator', 'show'],
  server: ['ground', 'store', 'collect', 'compose', 'deliver', 'operator', 'show', 'control'],
  worker: [...stages, 'edition', 'operator', 'show', 'control', 'server'],
  demo: ['ground', 'config', 'deliver'],
  commands: [...stages, 'edition', 'operator', 'show', 'control', 'server', 'worker', 'demo'],
};
const rooms = [...Object.keys(mayImport), 'program'];

/** An import of each room from each other one, also from a folder inside the room. */
const imports = Object.entries(mayImport).flatMap(([room, allowed]) =>
  rooms
    .filter((other) => other !== room)
    .flatMap((other) => [
      {
        file: `src/${room}/${other}.ts`,
        code: `import { x } from '../${other}/x.ts';`,
        isAllowed: allowed.includes(other),
      },
      {
        file: `src/${room}/inner/${other}.ts`,
        code: `import { x } from '../../${other}/x.ts';`,
        isAllowed: allowed.includes(other),
      },
    ]),
);

/** One violation of each other rule; `rule` is what the linter must name. */
const violations = [
  ...imports.filter(({ isAllowed }) => !isAllowed).map((one) => ({ ...one, rule: 'noRestrictedImports' })),
  { file: 'src/model.ts', code: "import type { x } from './ground/x.ts';", rule: 'noRestrictedImports' },
  { file: 'src/deliver/sqlite.ts', code: "import { x } from '../store/sqlite-store.ts';", rule: 'noRestrictedImports' },
  { file: 'src/compose/node.ts', code: "import { readFileSync as x } from 'node:fs';", rule: 'noRestrictedImports' },
  { file: 'src/compose/undici.ts', code: "import { fetch as x } from 'undici';", rule: 'noRestrictedImports' },
  { file: 'src/compose/now.ts', code: 'const x = Date.now();', rule: 'plugin' },
  { file: 'src/compose/text/date.ts', code: 'const x = new Date();', rule: 'plugin' },
  { file: 'src/compose/random.ts', code: 'const x = Math.random();', rule: 'plugin' },
  { file: 'src/compose/fetch.ts', code: "const x = fetch('http://127.0.0.1');", rule: 'plugin' },
  { file: 'src/ground/one.ts', code: "import { x } from './other.ts';", rule: 'noImportCycles' },
  { file: 'src/ground/other.ts', code: "import type { x } from './one.ts';", rule: 'noImportCycles' },
  { file: 'src/commands/env.ts', code: 'const x = process.env.HOME;', rule: 'noProcessEnv' },
];

const allowed = [
  ...imports.filter(({ isAllowed }) => isAllowed),
  { file: 'src/collect/ok.ts', code: "import type { Store as x } from '../store/store.ts';\nexport type { x };" },
  {
    file: 'src/deliver/inner/ok.ts',
    code: "import type { Store as x } from '../../store/store.ts';\nexport type { x };",
  },
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

test('every folder of src is a room with a rule', () => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());

  expect(folders.map(({ name }) => name).toSorted()).toEqual(rooms.toSorted());
});

test('the linter catches every forbidden import and every cycle, and no import that is allowed', () => {
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
