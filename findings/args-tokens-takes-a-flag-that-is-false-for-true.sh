#!/usr/bin/env bash
# args-tokens 0.23.1 (Node 20.20.2), which gunshi parses with. One would expect that `--color=false` of a boolean option is false, as
# citty, mri and yargs have it, or an error, as parseArgs() of Node says that the option takes no value. The README calls the type a
# true/false flag, and has `--host=example.com` among its examples.
# What really happens: the value behind "=" is not looked at, and the option is true. No error tells of it. So a script that says
# `--publish=false` or `--delete=false` does the opposite. With `--no-` before it, the text "true" and "false" are the same as well. In the
# same way, `--name=` with nothing behind it takes the default, and not the empty text, though the caller has said it. gunshi 0.29.4 and
# 0.37.2 do both. The remedy is the type "custom" with a function that reads the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts args-tokens@0.23.1 citty@0.2.2 mri@1.2.0 yargs@18.2.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { parseArgs as node } from 'node:util'
import { parse } from 'args-tokens'
import { parseArgs as citty } from 'citty'
import mri from 'mri'
import yargs from 'yargs'
const args = { publish: { type: 'boolean' }, tag: { type: 'string', default: 'latest' } }
const parsers = {
  'args-tokens': (argv) => parse(argv, { args }).values,
  citty: (argv) => citty(argv, args),
  mri: (argv) => mri(argv, { boolean: ['publish'], string: ['tag'], default: { tag: 'latest' } }),
  yargs: (argv) => yargs(argv).options(args).parse(),
  node: (argv) => node({ args: argv, options: args }).values,
}
for (const [name, parser] of Object.entries(parsers)) {
  const told = (arg, key) => {
    try { return JSON.stringify(parser([arg])[key]) } catch ({ code }) { return code }
  }
  console.log(`${name}: --publish=false is ${told('--publish=false', 'publish')}, --tag= is ${told('--tag=', 'tag')}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'args-tokens: --publish=false is true, --tag= is "latest"
citty: --publish=false is false, --tag= is ""
mri: --publish=false is false, --tag= is ""
yargs: --publish=false is false, --tag= is ""
node: --publish=false is ERR_PARSE_ARGS_INVALID_OPTION_VALUE, --tag= is ""' ]
