#!/usr/bin/env bash
# @ungap/structured-clone 1.4.0 (Node 20.20.2). One would expect of an AggregateError that its message arrives: structuredClone keeps it.
# What really happens: the message is empty, and `errors` has one entry for each of its letters. deserialize() calls the constructor that
# has the name of the error with the message alone. The first argument of AggregateError is an iterable of errors, and a text is one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @ungap/structured-clone@1.4.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { deserialize, serialize } from '@ungap/structured-clone'
const error = new AggregateError([new Error('first'), new Error('second')], 'both')
const told = ({ message, errors }) => `${JSON.stringify(message)} ${JSON.stringify(errors ?? [])}`
console.log(`native: ${told(structuredClone(error))}; ungap: ${told(deserialize(serialize(error)))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'native: "both" []; ungap: "" ["b","o","t","h"]' ]
