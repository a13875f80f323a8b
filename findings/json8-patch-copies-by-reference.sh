#!/usr/bin/env bash
# json8-patch 1.0.6 with rfc6902 5.4.0 (Node 20.20.2). One would expect that the operation `copy` makes a second value: RFC 6902 says in 4.5
# that it equals an `add` with the value of the other place.
# What really happens: both places hold the same object. What a later operation changes in the copy, it changes in the original, too, in the
# same patch or in any later one. JSON.stringify shows two objects, so nobody sees it before the wrong one has changed. The values of `add`
# are taken in the same way: two documents that get one patch share its objects. The README says that the document may be changed in place,
# and shows a clone of it for that: it does not help here. The remedy is JSON.parse(JSON.stringify(document)) after each patch that copies.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts json8-patch@1.0.6 rfc6902@5.4.0 > /dev/null 2>&1
cat > run.js <<'JS'
import json8 from 'json8-patch'
import { applyPatch } from 'rfc6902'
const copy = [
  { op: 'copy', from: '/draft', path: '/sent' },
  { op: 'replace', path: '/sent/text', value: 'changed' },
]
const add = [{ op: 'add', path: '/tags', value: [] }]
const more = [{ op: 'add', path: '/tags/-', value: 'new' }]
const libraries = {
  json8: (document, patch) => json8.apply(document, patch).doc,
  rfc6902(document, patch) {
    applyPatch(document, patch)
    return document
  },
}
for (const [name, apply] of Object.entries(libraries)) {
  const { draft, sent } = apply({ draft: { text: 'first' } }, copy)
  const patch = structuredClone(add)
  const [one, other] = [apply({}, patch), apply({}, patch)]
  apply(one, more)
  console.log(`${name}: the original is "${draft.text}", the copy "${sent.text}"; tags of one ${JSON.stringify(one.tags)}, of the other ${JSON.stringify(other.tags)}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'json8: the original is "changed", the copy "changed"; tags of one ["new"], of the other ["new"]
rfc6902: the original is "first", the copy "changed"; tags of one ["new"], of the other []' ]
