#!/usr/bin/env bash
# superjson 2.2.7 (Node 20.20.2). One would expect that what stringify() accepts, parse() reads. The README lists typed arrays as
# supported, and a Buffer of Node is a Uint8Array.
# What really happens: stringify() writes the Buffer, and parse() throws "Trying to deserialize unknown typed array". The text has the name
# of the constructor, and the list of those that can be made again has no Buffer. So the side that made no mistake fails, perhaps days
# later, when the text comes out of a cache. A Uint8Array crosses.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts superjson@2.2.7 > /dev/null 2>&1
cat > run.js <<'JS'
import superjson from 'superjson'
const crosses = (value) => {
  const text = superjson.stringify({ value })
  try { return `arrives as ${superjson.parse(text).value.constructor.name}` } catch ({ message }) { return message }
}
console.log(`Uint8Array: ${crosses(new Uint8Array([104, 105]))}; Buffer: ${crosses(Buffer.from('hi'))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Uint8Array: arrives as Uint8Array; Buffer: Trying to deserialize unknown typed array' ]
