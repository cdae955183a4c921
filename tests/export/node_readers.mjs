// Prints what a reader of bibliographies that runs in Node makes of a file, as JSON.
// node node_readers.mjs citation-js|zotero FILE

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [reader, file] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const text = readFileSync(file, "utf8");

if (reader === "citation-js") {
  const { Cite } = require("@citation-js/core");
  for (const format of ["bibtex", "csl", "ris"]) require(`@citation-js/plugin-${format}`);
  console.log(JSON.stringify(new Cite(text, { generateGraph: false }).data));
} else {
  // What require would find is broken; what import would find stands beside it.
  const broken = require.resolve("@retorquere/bibtex-parser");
  const { parse } = await import(pathToFileURL(broken.replace("cjs", "esm")));
  const { errors, entries } = parse(text, { sentenceCase: false });
  console.log(JSON.stringify({ errors, entries }));
}
