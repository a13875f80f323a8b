#!/usr/bin/env bash
# @codemirror/state 6.7.6 (Node 20.20.2). One would expect that a change that a changeFilter suppresses in part leaves the rest sensible:
# with the first two characters protected, replacing "hello" by "HELLO" gives "hello", "heLLO", or "heHELLO".
# What really happens: "he". The old text behind the protected range is deleted, and the new text is in no place. ChangeSet.filter() cuts
# the change at the border, and gives the whole inserted text to the first piece, which is the suppressed one. If the protected range is at
# the end, the new text stays. So protecting the head of a line loses what a formatter or a paste writes over it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @codemirror/state@6.7.6 > /dev/null 2>&1
cat > run.js <<'JS'
import { EditorState } from '@codemirror/state'
const replaced = (...ranges) => {
  const state = EditorState.create({ doc: 'hello', extensions: EditorState.changeFilter.of(() => ranges) })
  return state.update({ changes: { from: 0, to: 5, insert: 'HELLO' } }).state.doc.toString()
}
console.log(`nothing protected: ${replaced()}, the first two: ${replaced(0, 2)}, the last two: ${replaced(3, 5)}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'nothing protected: HELLO, the first two: he, the last two: HELLOlo' ]
