/** `node --import` this file: a document that says so ends its process, never ends, or takes all memory. */
const decode = TextDecoder.prototype.decode;

TextDecoder.prototype.decode = function (...input) {
  const text = decode.apply(this, input);
  if (text.includes('<!--ends-->')) process.kill(process.pid, 'SIGKILL');
  if (text.includes('<!--ends or blocks-->')) for (;;);
  if (text.includes('<!--takes all memory-->'))
    for (const all: number[][] = []; ; ) all.push(new Array(100_000).fill(1));
  return text;
};
