/** `npm run schema`: writes feeds/feeds.schema.json, from which editors complete and check feeds.yaml. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorSchema } from './editor-schema.ts';
import { programDir } from './environment.ts';

await writeFile(join(programDir, 'feeds', 'feeds.schema.json'), editorSchema());
