#!/usr/bin/env bash
# VitePress 1.6.4 (Node 20.20.2). One would expect that a page shows the words of its Markdown: braces mean nothing in CommonMark, and the
# guide of VitePress shows them for headings, as `{#my-anchor}`.
# What really happens: VitePress uses markdown-it-attrs for everything, and allows every attribute. Braces at the end of a paragraph, an
# item, a heading or a cell of a table, and those right after `code`, become an attribute of the element. The words disappear from the
# page without a warning. Braces in the middle of a line stay.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts vitepress@1.6.4 > /dev/null 2>&1
cat > page.md <<'MD'
A listener gets {payload, abort} first.

A listener gets {payload}

- returns {result}

It is a `Set`{string} here.
MD
cat > run.js <<'JS'
import { readFileSync } from 'node:fs'
import { createMarkdownRenderer } from 'vitepress'
const markdown = await createMarkdownRenderer(process.cwd())
console.log(markdown.render(readFileSync('page.md', 'utf8')).trim())
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '<p>A listener gets {payload, abort} first.</p>
<p payload="">A listener gets</p>
<ul>
<li result="">returns</li>
</ul>
<p>It is a <code string="">Set</code> here.</p>' ]
