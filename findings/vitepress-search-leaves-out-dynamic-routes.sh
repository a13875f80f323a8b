#!/usr/bin/env bash
# VitePress 1.6.4. One would expect that the local search finds words of every page that is built.
# What really happens: the pages of a dynamic route ([page].md with [page].paths.js) are built, and are not in the index of the search,
# without a warning: the index is made from files, and there is no file guide/made.md. A page that is a file is found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts vitepress@1.6.4 > /dev/null 2>&1
mkdir -p .vitepress guide
echo "export default { themeConfig: { search: { provider: 'local' } } }" > .vitepress/config.js
printf '# First\n\nThe word is aubergine.\n' > index.md
echo '<!-- @content -->' > 'guide/[page].md'
echo "export default { paths: () => [{ params: { page: 'made' }, content: '# Made\n\nThe word is marzipan.' }] }" > 'guide/[page].paths.js'
node node_modules/vitepress/bin/vitepress.js build > /dev/null 2>&1
found() { grep -lq "$1" $2 && echo yes || echo no; }
saw="page: $(found marzipan .vitepress/dist/guide/made.html), search of a file: $(found aubergine '.vitepress/dist/assets/chunks/@localSearchIndex*'), search of a dynamic route: $(found marzipan '.vitepress/dist/assets/chunks/@localSearchIndex*')"
echo "$saw"
[ "$saw" = 'page: yes, search of a file: yes, search of a dynamic route: no' ]
