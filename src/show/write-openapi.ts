/** Part of `npm run schema`: writes docs/openapi.json. */
import { writeFile } from 'node:fs/promises';
import packageJson from '../../package.json' with { type: 'json' };
import { openApi } from './openapi.ts';

const file = new URL('../../docs/openapi.json', import.meta.url);
await writeFile(file, `${JSON.stringify(openApi(packageJson.version), undefined, 2)}\n`);
