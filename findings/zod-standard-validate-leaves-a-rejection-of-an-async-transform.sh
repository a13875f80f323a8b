#!/usr/bin/env bash
# zod 4.6.7 (Node 20.20.2): `~standard.validate` calls an asynchronous transform twice, and nobody handles the first promise.
#
# One expects one call of the transform, and one rejection, which the caller of `validate` handles.
# Really zod tries the schema synchronously, meets the promise, and begins again asynchronously. The transform has run twice. When it
# rejects, the promise of the first run is an unhandled rejection, although the caller handles the second: by default it ends the process.
set -u
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
npm init -y >/dev/null && npm install --silent --ignore-scripts zod@4.6.7 >/dev/null || exit 1
cat >test.mjs <<'JS'
import { z } from 'zod'

const unhandled = []
process.on('unhandledRejection', ({ message }) => unhandled.push(message))

let calls = 0
const schema = z.string().transform(async () => {
  calls++
  throw new Error('the address book is away')
})
const handled = await schema['~standard'].validate('Ada').then(() => 'nothing', ({ message }) => message)
await new Promise((resolve) => setTimeout(resolve, 20))

console.log({ calls, handled, unhandled })
process.exit(calls === 2 && handled === 'the address book is away' && unhandled.length === 1 ? 0 : 1)
JS
node test.mjs
