/** `node --import` this file: a document that says so ends its process, never ends, or takes all memory. So does a template. */
import { Liquid } from 'liquidjs';

const decode = TextDecoder.prototype.decode;

TextDecoder.prototype.decode = function (...input) {
  const text = decode.apply(this, input);
  if (text.includes('<!--ends-->')) process.kill(process.pid, 'SIGKILL');
  if (text.includes('<!--ends or blocks-->')) for (;;);
  if (text.includes('<!--takes all memory-->'))
    for (const all: number[][] = []; ; ) all.push(new Array(100_000).fill(1));
  return text;
};

const renderSync = Liquid.prototype.renderSync;

Liquid.prototype.renderSync = function (...input) {
  const text = renderSync.apply(this, input);
  if (text.includes('<!--ends-->')) process.kill(process.pid, 'SIGKILL');
  if (text.includes('<!--takes a while-->')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  return text;
};
