// Leaves out of a compiled stylesheet what no page of a respondent names: node keep-used.mjs <stylesheet> <source>...
// A rule stays where each class of one of its selectors stands in one of the sources.

import { readFileSync, writeFileSync } from "node:fs";

const [file, ...sources] = process.argv.slice(2);
const CLASS = /(?:govuk|pl)-[\w-]+/g;
const named = new Set(sources.flatMap((source) => readFileSync(source, "utf8").match(CLASS) ?? []));

// The blocks of a stylesheet that Sass compressed: [what stands before the brace, what stands within].
function blocks(css) {
  const found = [];
  let [depth, from, open] = [0, 0, 0];
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{" && depth++ === 0) open = at;
    if (css[at] === "}" && --depth === 0) {
      found.push([css.slice(from, open), css.slice(open + 1, at)]);
      from = at + 1;
    }
  }
  return found;
}

const used = (selector) => (selector.match(/\.[\w-]+/g) ?? []).every((name) => named.has(name.slice(1)));

// Every rule is laid down in one family of letters; for paper it is said again.
const repeated = /^\s*font-family:var\(--pl-font\);?\s*$/;

function kept(css, onPaper = false) {
  return blocks(css)
    .map(([head, body]) => {
      if (/^@(media|supports)/.test(head)) {
        const inside = kept(body, head === "@media print");
        return inside && `${head}{${inside}}`;
      }
      const selectors = head.startsWith("@") ? [head] : head.split(/,(?![^(]*\))/).filter(used);
      const without = selectors.length === 0 || (onPaper && repeated.test(body));
      return without ? "" : `${selectors.join(",")}{${body}}`;
    })
    .join("");
}

writeFileSync(file, `${kept(readFileSync(file, "utf8"))}\n`);
