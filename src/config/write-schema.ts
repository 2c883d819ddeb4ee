/** `npm run schema`: writes feeds/feeds.schema.json, from which editors complete and check feeds.yaml. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programDir } from './environment.ts';
import { editorSchema } from './editor-schema.ts';

await writeFile(join(programDir, 'feeds', 'feeds.schema.json'), editorSchema());
