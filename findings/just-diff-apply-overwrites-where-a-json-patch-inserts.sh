#!/usr/bin/env bash
# just-diff-apply 5.5.0 with rfc6902 5.4.0 (Node 20.20.2). One would expect that a JSON Patch of another library gives the same document
# as there: the README says that a converter of paths lets diffApply() take a patch of that standard. RFC 6902 says of "add" that the
# value goes in before the element at the index, that the others move one to the right (4.1), and that "-" is the end of the array.
# What really happens: "add" sets the element at the index, and the one that was there is gone. "-" becomes a property of the array with
# this name, which JSON does not show. No error says so. So a list loses a row each time somebody puts one in the middle, and the client
# and the server have different documents from then on. A patch of just-diff does not show it, because just-diff adds at the end
# only. The remedy is another library for patches from elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts just-diff-apply@5.5.0 rfc6902@5.4.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { diffApply, jsonPatchPathConverter } from 'just-diff-apply'
import { applyPatch, createPatch } from 'rfc6902'
const before = ['milk', 'bread', 'salt']
for (const after of [['milk', 'eggs', 'bread', 'salt'], ['milk', 'bread', 'salt', 'eggs']]) {
  const patch = createPatch(before, after)
  const [one, other] = [[...before], [...before]]
  applyPatch(one, patch)
  diffApply(other, patch, jsonPatchPathConverter)
  console.log(`${patch[0].op} ${patch[0].path}: ${JSON.stringify(one)}, just: ${JSON.stringify(other)} with the keys ${Object.keys(other)}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'add /1: ["milk","eggs","bread","salt"], just: ["milk","eggs","salt"] with the keys 0,1,2
add /-: ["milk","bread","salt","eggs"], just: ["milk","bread","salt"] with the keys 0,1,2,-' ]
