// The peer of `bench -- table`: the same table and cases, read from standard input, by feelin's unary tests, first hit.
import { unaryTest } from 'feelin';
import { readFileSync } from 'node:fs';

const { rows, cases } = JSON.parse(readFileSync(0, 'utf8'));

const first = (values) => {
  for (const { cells, output } of rows) {
    if (cells.every((cell, at) => cell === '-' || unaryTest(cell, { '?': values[at] }).value === true)) {
      return output;
    }
  }
  return null;
};

let decided = 0;
const results = cases.map(first);
const begin = process.hrtime.bigint();
while (process.hrtime.bigint() - begin < 3_000_000_000n) {
  first(cases[decided++ % cases.length]);
}
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
console.log(JSON.stringify({ perSecond: decided / seconds, results }));
