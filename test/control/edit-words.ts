/** Mutes words in a feeds file one after another, in a process of its own: `node edit-words.ts FILE WORD…`. */
import { editFile } from '../../src/config/edit-file.ts';
import { muteWord } from '../../src/config/feeds-file.ts';

const [file = '', ...words] = process.argv.slice(2);
for (const word of words) {
  const edited = await editFile(file, (text) => muteWord(text, { digest: 'daily', word, until: undefined }));
  if (!edited.ok) throw new Error(edited.what.en);
}
