#!/usr/bin/env bash
# unstorage 1.17.6 (Node 20.20.2). One would expect that getItem() gives back the text that setItem() was given: createStorage<string>()
# says so in its types.
# What really happens: setItem() stores a text as it is, and getItem() reads it with `destr`, which takes everything that looks like JSON
# for JSON. An id of 16 digits comes back as a number, perhaps as another one, the text 1e3 as 1000, "nan" as NaN, a quoted text without
# its quotes. A number of 17 digits stays a text. It is so in every driver, also in memory.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts unstorage@1.17.6 > /dev/null 2>&1
cat > run.js <<'JS'
import { createStorage } from 'unstorage'
const storage = createStorage()
const seen = []
for (const text of ['12345678901234567', '9007199254740993', '1e3', '1e3f', 'nan', '"quoted"']) {
  await storage.setItem('id', text)
  const back = await storage.getItem('id')
  seen.push(`${text}: ${typeof back} ${back}`)
}
console.log(seen.join('\n'))
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '12345678901234567: string 12345678901234567
9007199254740993: number 9007199254740992
1e3: number 1000
1e3f: string 1e3f
nan: number NaN
"quoted": string quoted' ]
