#!/usr/bin/env bash
# json-text-sequence 4.0.3 (Node 20.20.2). One would expect that each text of a sequence arrives that is whole: the README names RFC 7464
# and says that such a sequence survives much damage. There, a reader parses what is between two record separators (2.1). Only a number,
# true, false and null need whitespace behind them, because they might be cut (2.4); objects, arrays and strings tell their end themselves.
# What really happens: everything is "truncated" whose last byte is not a line feed. So a whole object is dropped that a writer has ended
# without one, and so is a number with a space, a tab or a carriage return behind it, which is whitespace in JSON. The event "truncated"
# tells it, and without a listener nothing does. A text `null` is worse: the parser pushes it as a value, which ends a Node stream in object
# mode. All texts after it are lost, with the error "stream.push() after EOF"; jq --seq writes null like any other value. The remedy is to
# listen to "truncated" and to try JSON.parse on its bytes, and to have no bare null in a sequence.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts json-text-sequence@4.0.3 > /dev/null 2>&1
cat > run.js <<'JS'
import { once } from 'node:events'
import { Parser } from 'json-text-sequence'
const sequences = {
  'line feeds': '\x1e{"id":1}\n\x1e"two"\n\x1e3\n',
  'no line feeds': '\x1e{"id":1}\x1e"two"\x1e[3]',
  'other whitespace': '\x1e1 \x1e2\t\x1e3\r\x1e4\n',
  'a null': '\x1e1\n\x1enull\n\x1e2\n\x1e3\n',
}
for (const [name, sequence] of Object.entries(sequences)) {
  const parser = new Parser()
  const saw = []
  parser.on('data', (value) => saw.push(JSON.stringify(value)))
  parser.on('truncated', (bytes) => saw.push(`truncated ${JSON.stringify(String(bytes))}`))
  parser.on('error', ({ message }) => saw.push(message))
  const closed = once(parser, 'close').catch(() => {})
  parser.end(sequence)
  await closed
  console.log(`${name}: ${saw.join(', ')}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'line feeds: {"id":1}, "two", 3
no line feeds: truncated "{\"id\":1}", truncated "\"two\"", truncated "[3]"
other whitespace: truncated "1 ", truncated "2\t", truncated "3\r", 4
a null: 1, stream.push() after EOF' ]
